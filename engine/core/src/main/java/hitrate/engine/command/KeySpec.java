package hitrate.engine.command;

import java.util.List;
import java.util.Locale;

/// Where a command's keys are among its words, and what it does with them.
///
/// @param flags access first, then use
/// @param begin where the search begins
/// @param find which words from there on are keys
/// @param notes a remark for readers of COMMAND DOCS, or empty
public record KeySpec(List<Flag> flags, Begin begin, Find find, String notes) {
  public KeySpec {
    flags = List.copyOf(flags);
  }

  /// What a command does with a key (RO, RW, OW, RM) and its value.
  public enum Flag {
    RO,
    RW,
    OW,
    RM,
    ACCESS,
    UPDATE,
    INSERT,
    DELETE,
    NOT_KEY,
    INCOMPLETE,
    VARIABLE_FLAGS;

    /// The flag's name on the wire: the first four in capitals.
    public String wireName() {
      return name().length() == 2 ? name() : name().toLowerCase(Locale.ROOT);
    }
  }

  /// Where the search begins.
  public sealed interface Begin {}

  /// At a fixed word.
  public record Index(int index) implements Begin {}

  /// Behind a word, looked for from `startFrom` on (backwards from the end if negative).
  public record Keyword(String keyword, int startFrom) implements Begin {}

  /// Nowhere that can be described.
  public record Unknown() implements Begin, Find {}

  /// Which words are keys.
  public sealed interface Find {}

  /// Every `step`th word up to `last` (relative to the beginning; -1: to the end), or a `limit`th
  /// part of the words.
  public record Range(int last, int step, int limit) implements Find {}

  /// As many as the word at `keyNumIndex` says, from `firstKey` on.
  public record KeyNum(int keyNumIndex, int firstKey, int step) implements Find {}

  /// One key at word `index`.
  public static KeySpec key(int index, Flag... flags) {
    return range(index, 0, 1, flags);
  }

  /// All words from `index` to the end, or each `step`th of them.
  public static KeySpec from(int index, int step, Flag... flags) {
    return range(index, -1, step, flags);
  }

  /// The words from `index` on, to `last` words behind it.
  public static KeySpec range(int index, int last, int step, Flag... flags) {
    return new KeySpec(List.of(flags), new Index(index), new Range(last, step, 0), "");
  }

  /// As many words as the word at `index` says, from the one behind it on.
  public static KeySpec counted(int index, Flag... flags) {
    return new KeySpec(List.of(flags), new Index(index), new KeyNum(0, 1, 1), "");
  }

  /// The same with a remark.
  public KeySpec noting(String remark) {
    return new KeySpec(flags, begin, find, remark);
  }
}
