package hitrate.engine.node.config;

import hitrate.engine.bytes.Decimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One parameter: its name, the form of its values, its default, and when it may change.
///
/// @param name as in a configuration file
/// @param form what values it takes
/// @param initial its default, in the form that CONFIG GET shows
/// @param change when it may be set
record Parameter(String name, Form form, String initial, Change change) {
  /// When a parameter may be set.
  enum Change {
    /// At any time.
    ANYTIME,
    /// Only at the start.
    AT_START,
    /// Only at the start, unless protected parameters were opened for CONFIG SET.
    PROTECTED,
    /// Not at all, for now: the feature it steers is not part of this version, so only the default
    /// is taken. Saying so is better than to accept a promise that is not kept.
    ABSENT,
    /// The same for one that could only be set at the start anyway.
    ABSENT_AT_START;

    boolean isAbsent() {
      return this == ABSENT || this == ABSENT_AT_START;
    }

    boolean isOnlyAtStart() {
      return this == AT_START || this == ABSENT_AT_START;
    }
  }

  /// The values of a parameter.
  sealed interface Form {
    /// The value in the form that CONFIG GET shows.
    ///
    /// @throws ParameterError when it is not one
    String canonical(String text) throws ParameterError;

    /// The same for a value that may leave parts of the `current` one as they are.
    default String canonical(String text, String current) throws ParameterError {
      return canonical(text);
    }

    /// What CONFIG GET shows of a value that tells more.
    default String shown(String value) {
      return value;
    }
  }

  /// Classes of keyspace events.
  record Events() implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      return SpecialForms.events(text);
    }

    @Override
    public String shown(String value) {
      return value.startsWith("A") ? value.replace("n", "") : value; // as the real server does
    }
  }

  /// `yes` or `no`.
  record YesNo() implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      String lower = text.toLowerCase(Locale.ROOT);
      if (!lower.equals("yes") && !lower.equals("no")) {
        throw new ParameterError("argument must be 'yes' or 'no'");
      }
      return lower;
    }
  }

  /// A whole number within bounds.
  record Whole(long least, long most) implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (!Decimal.isLong(bytes, 0, bytes.length)) {
        throw new ParameterError("argument couldn't be parsed into an integer");
      }
      checkBounds(Long.parseLong(text), least, most);
      return text;
    }
  }

  /// A number of bytes, with an optional unit: `k m g` are powers of 1000, `kb mb gb` of 1024.
  record Memory(long least) implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      long bytes = memory(text);
      if (bytes == NO_MEMORY) {
        throw new ParameterError("argument must be a memory value");
      }
      checkBounds(bytes, least, Long.MAX_VALUE); // one too large for a long is below any bound
      return Long.toString(bytes);
    }
  }

  /// A number of bytes that the real server keeps unsigned: what is too large becomes the largest.
  record UnsignedMemory() implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      BigInteger bytes = anyMemory(text);
      if (bytes == null) {
        throw new ParameterError("argument must be a memory value");
      }
      return bytes.min(BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE)).toString();
    }
  }

  /// A number of bytes, or a percentage.
  record MemoryOrPercent() implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      if (text.endsWith("%") && text.length() > 1) {
        long percent = memory(text.substring(0, text.length() - 1));
        if (percent > 100) {
          throw new ParameterError("percentage argument must be less or equal to 100");
        } else if (percent >= 0) {
          return percent == 0 ? "0" : percent + "%";
        }
      }
      long bytes = memory(text);
      if (bytes < 0) {
        throw new ParameterError("argument must be a memory or percent value");
      }
      return Long.toString(bytes);
    }
  }

  /// One of several words, or several of them where `many` says so.
  record OneOf(List<String> words, boolean many) implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      String lower = text.toLowerCase(Locale.ROOT);
      List<String> given = many ? List.of(lower.split(" ", -1)) : List.of(lower);
      if (!words.containsAll(given)) {
        throw new ParameterError(
            "argument(s) must be one of the following: " + String.join(", ", words));
      }
      if (!many) {
        return lower;
      }
      if (given.contains("save") && given.contains("nosave")) {
        throw new ParameterError("shutdown options SAVE and NOSAVE can't be used simultaneously");
      }
      List<String> set = words.stream().skip(1).filter(given::contains).toList();
      return set.isEmpty() ? words.getFirst() : String.join(" ", set); // the first one means none
    }
  }

  /// Any text.
  record Text() implements Form {
    @Override
    public String canonical(String text) {
      return text;
    }
  }

  /// A form of its own.
  record Special(Check check) implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      return check.canonical(text);
    }
  }

  /// A form of its own whose values change only parts of the current one.
  record Merging(String initial, Merge merge) implements Form {
    @Override
    public String canonical(String text) throws ParameterError {
      return merge.canonical(text, initial);
    }

    @Override
    public String canonical(String text, String current) throws ParameterError {
      return merge.canonical(text, current);
    }
  }

  /// Puts a value into the current one, in the form that CONFIG GET shows.
  interface Merge {
    String canonical(String text, String current) throws ParameterError;
  }

  /// Turns a value into the form that CONFIG GET shows.
  interface Check {
    String canonical(String text) throws ParameterError;
  }

  /// Takes `text` as a value in place of the `current` one.
  ///
  /// @throws ParameterError when it is none
  String canonical(String text, String current) throws ParameterError {
    String value = form.canonical(text, current);
    if (change.isAbsent() && !value.equals(initial)) {
      throw new ParameterError(
          "this version has nothing yet that would act on it, so only '" + initial + "' is taken");
    }
    return value;
  }

  private static void checkBounds(long value, long least, long most) throws ParameterError {
    if (value < least || value > most) {
      throw new ParameterError("argument must be between " + least + " and " + most + " inclusive");
    }
  }

  private static final long NO_MEMORY = -1;
  private static final long TOO_MUCH_MEMORY = -2;

  /// The bytes that a text such as `100mb` stands for; negative when it is none or too large. No
  /// digits at all are 0, as for the real server.
  static long memory(String text) {
    BigInteger bytes = anyMemory(text);
    if (bytes == null) {
      return NO_MEMORY;
    }
    return bytes.bitLength() < Long.SIZE ? bytes.longValue() : TOO_MUCH_MEMORY;
  }

  private static @Nullable BigInteger anyMemory(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < lower.length() && Character.isDigit(lower.charAt(end))) {
      end++;
    }
    long unit =
        switch (lower.substring(end)) {
          case "", "b" -> 1;
          case "k" -> 1000;
          case "kb" -> 1024;
          case "m" -> 1000_000;
          case "mb" -> 1024 * 1024;
          case "g" -> 1000_000_000;
          case "gb" -> 1024 * 1024 * 1024;
          default -> -1;
        };
    if (unit < 0) {
      return null;
    }
    var number = end == 0 ? BigInteger.ZERO : new BigInteger(lower.substring(0, end));
    return number.multiply(BigInteger.valueOf(unit));
  }
}
