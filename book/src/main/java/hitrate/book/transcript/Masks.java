package hitrate.book.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names for the parts of an output that differ from run to run. `{number}` stands for any digits,
/// `{number 59000..60000}` for a number in that range; the other names are in [#NAMES]. What is not
/// a mask must be equal, character for character.
///
/// A mask is for what really differs (milliseconds left, an id). An output that can be said exactly
/// is said exactly.
public final class Masks {

  /// The masks without a range, and what each may stand for.
  static final Map<String, String> NAMES =
      Map.of(
          "number", "-?\\d+",
          "decimal", "-?\\d+(?:\\.\\d+)?",
          "millis", "\\d+",
          "unixtime", "\\d{10}",
          "id", "[0-9a-f-]+",
          "any", ".*");

  private static final Pattern MASK = Pattern.compile("\\{([a-z]+)(?: (-?\\d+)\\.\\.(-?\\d+))?}");

  private Masks() {}

  /// Whether the line `actual` is what `expected`, with its masks, allows.
  public static boolean matches(String expected, String actual) {
    var regex = new StringBuilder();
    var ranges = new ArrayList<long[]>();
    Matcher masks = MASK.matcher(expected);
    int from = 0;
    while (masks.find()) {
      String allowed = NAMES.get(masks.group(1));
      if (allowed == null) {
        continue;
      }
      regex.append(Pattern.quote(expected.substring(from, masks.start())));
      regex.append('(').append(allowed).append(')');
      ranges.add(range(masks));
      from = masks.end();
    }
    regex.append(Pattern.quote(expected.substring(from)));
    Matcher line = Pattern.compile(regex.toString()).matcher(actual);
    return line.matches() && inRange(line, ranges);
  }

  /// Whether a line holds a mask.
  public static boolean in(String line) {
    return MASK.matcher(line).results().anyMatch(mask -> NAMES.containsKey(mask.group(1)));
  }

  private static long[] range(Matcher mask) {
    return mask.group(2) == null
        ? new long[] {Long.MIN_VALUE, Long.MAX_VALUE}
        : new long[] {Long.parseLong(mask.group(2)), Long.parseLong(mask.group(3))};
  }

  private static boolean inRange(Matcher line, List<long[]> ranges) {
    for (int i = 0; i < ranges.size(); i++) {
      long[] range = ranges.get(i);
      if (range[0] == Long.MIN_VALUE) {
        continue;
      }
      double value = Double.parseDouble(line.group(i + 1));
      if (value < range[0] || value > range[1]) {
        return false;
      }
    }
    return true;
  }
}
