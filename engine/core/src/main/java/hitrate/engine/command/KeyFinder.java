package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import java.util.ArrayList;
import java.util.List;

/// Finds the keys among the words of a call by the command's key specs; what proxies and access
/// rules do, too.
public final class KeyFinder {
  private final Command command;
  private final List<Bytes> words;
  private final List<Found> found = new ArrayList<>();

  /// Whether a count may be anything that begins with a number: what the real server falls back to
  /// when the words do not fit the specs, so that nobody gets by its rules with `01`.
  private boolean takesBegins;

  private KeyFinder(Command command, List<Bytes> words) {
    this.command = command;
    this.words = words;
  }

  /// One key: which word it is, and what the command does with it.
  public record Found(int index, List<KeySpec.Flag> flags) {}

  /// All keys of the call, in the order of the specs. None when the words do not fit the specs.
  ///
  /// @param words the whole call, the command's name first
  public static List<Found> keys(Command command, List<Bytes> words) {
    Command.KeySearch search = command.keySearch();
    if (search != null) {
      return search.keys(words);
    }
    var finder = new KeyFinder(command, words);
    if (finder.takeAll()) {
      return finder.found;
    }
    finder.found.clear();
    finder.takesBegins = true;
    return finder.takeAll() ? finder.found : List.of();
  }

  private boolean takeAll() {
    for (KeySpec spec : command.keySpecs()) {
      if (!spec.flags().contains(KeySpec.Flag.NOT_KEY) && !take(spec)) {
        return false;
      }
    }
    return true;
  }

  private boolean take(KeySpec spec) {
    int first =
        switch (spec.begin()) {
          case KeySpec.Index(int index) -> index;
          case KeySpec.Keyword keyword -> behind(keyword);
          case KeySpec.Unknown _ -> -1;
        };
    if (first == 0) {
      return true; // the keyword is not there, so these keys are not there
    }
    return first > 0
        && switch (spec.find()) {
          case KeySpec.Range range -> take(spec, first, last(range, first), range.step());
          case KeySpec.KeyNum number -> take(spec, first, number);
          case KeySpec.Unknown _ -> false;
        };
  }

  private int last(KeySpec.Range range, int first) {
    if (range.last() >= 0) {
      return first + range.last();
    }
    return range.limit() == 0
        ? words.size() + range.last()
        : first + (words.size() - first) / range.limit() + range.last();
  }

  private boolean take(KeySpec spec, int first, KeySpec.KeyNum number) {
    if (first + number.keyNumIndex() >= words.size()) {
      return false;
    }
    byte[] text = words.get(first + number.keyNumIndex()).toArray();
    long count = takesBegins ? number(text) : -1;
    if (!takesBegins && Decimal.isLong(text, 0, text.length)) {
      count = Decimal.parse(text, 0, text.length);
    }
    int begin = first + number.firstKey();
    return count >= 0
        && count <= words.size()
        && take(spec, begin, begin + (int) count - 1, number.step());
  }

  /// The number that a text begins with, as C reads it: 0 for none.
  private static long number(byte[] text) {
    String digits = Bytes.wrap(text).toString().strip().replaceFirst("[^0-9+-].*|(?<=.)[+-].*", "");
    return digits.matches("[+-]?\\d{1,9}") ? Long.parseLong(digits) : 0;
  }

  private boolean take(KeySpec spec, int first, int last, int step) {
    if (first >= words.size() || last >= words.size() || last < first) {
      return false;
    }
    List<KeySpec.Flag> flags =
        takesBegins ? List.of() : command.keyFlags(spec, words); // as little as the other knows
    for (int i = first; i <= last; i += step) {
      found.add(new Found(i, flags));
    }
    return !spec.flags().contains(KeySpec.Flag.INCOMPLETE);
  }

  /// The index behind the keyword, or 0 when it does not occur.
  private int behind(KeySpec.Keyword keyword) {
    boolean forwards = keyword.startFrom() > 0;
    int start = forwards ? keyword.startFrom() : words.size() + keyword.startFrom();
    int end = forwards ? words.size() - 1 : 1;
    for (int i = start; forwards ? i < end : i > end && i < words.size(); i += forwards ? 1 : -1) {
      if (words.get(i).toString().equalsIgnoreCase(keyword.keyword())) {
        return i + 1;
      }
    }
    return 0;
  }
}
