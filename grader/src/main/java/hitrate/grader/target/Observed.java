package hitrate.grader.target;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One command of the learner's code, as it came through the [Gateway].
///
/// @param number 1 for the first command of a test
/// @param words the command and its arguments as text
public record Observed(int number, List<String> words) {
  private static final int MAX_SHOWN = 40;

  public Observed {
    words = List.copyOf(words);
  }

  static Observed of(int number, List<byte[]> words) {
    return new Observed(
        number, words.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList());
  }

  /// The command's name in upper case.
  public String name() {
    return words.getFirst().toUpperCase(Locale.ROOT);
  }

  /// The command as a person would type it, long words cut short.
  @Override
  public String toString() {
    return words.stream().map(Observed::shown).collect(Collectors.joining(" "));
  }

  private static String shown(String word) {
    var text = word.length() > MAX_SHOWN ? word.substring(0, MAX_SHOWN) + "..." : word;
    return text.isEmpty() || text.contains(" ") ? "\"" + text + "\"" : text;
  }
}
