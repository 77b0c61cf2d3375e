package hitrate.engine.command;

import hitrate.engine.bytes.Glob;
import hitrate.engine.keyspace.Key;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The words of SCAN, HSCAN, SSCAN and ZSCAN.
///
/// @param cursor where to go on, an unsigned number
/// @param count how many elements to return, about
/// @param match the pattern of the elements wanted, or null for all
/// @param type the name of the type wanted, or null for all
public record ScanOptions(long cursor, long count, @Nullable Glob match, @Nullable String type) {
  private static final BigInteger LARGEST_CURSOR = BigInteger.ONE.shiftLeft(64);

  /// Reads the cursor at word `at` and the options behind it.
  ///
  /// @throws CommandError for a wrong cursor, then for a wrong option
  public static ScanOptions parse(Args args, int at, boolean takesType) {
    long cursor = cursor(args.text(at));
    long count = 10;
    Glob match = null;
    String type = null;
    for (int i = at + 1; i < args.count(); i += 2) {
      boolean hasValue = i + 1 < args.count();
      if (hasValue && args.is(i, "COUNT")) {
        count = args.longAt(i + 1);
        if (count < 1) {
          throw CommandError.SYNTAX;
        }
      } else if (hasValue && args.is(i, "MATCH")) {
        match = new Glob(args.bytes(i + 1), false);
        match = match.matchesAll() ? null : match; // the empty key is among all, but matches no *
      } else if (hasValue && takesType && args.is(i, "TYPE")) {
        type = args.visibleText(i + 1);
      } else {
        throw CommandError.SYNTAX;
      }
    }
    return new ScanOptions(cursor, count, match, type);
  }

  /// Reads the number as C's `strtoul` does: a sign is allowed, and nothing at all means 0.
  ///
  /// @throws CommandError when it is none
  public static long cursor(String text) {
    int digitsAt = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = text.indexOf(0);
    String digits = text.substring(digitsAt, end < digitsAt ? text.length() : end);
    if (digits.isEmpty() && digitsAt == 0) {
      return 0;
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.isEmpty()) {
      throw CommandError.INVALID_CURSOR;
    }
    var number = new BigInteger(digits);
    if (number.compareTo(LARGEST_CURSOR) >= 0) {
      throw CommandError.INVALID_CURSOR;
    }
    return text.startsWith("-") ? -number.longValue() : number.longValue();
  }

  /// Adds what is wanted of one step through a value to `met`; answers where to go on, 0 at the
  /// end.
  @FunctionalInterface
  public interface Step<T> {
    long walk(T value, ScanOptions options, List<byte[]> met);
  }

  /// Answers HSCAN, SSCAN and ZSCAN: the key is word 1, the cursor word 2.
  public static <T> Effect answer(
      Args args, Execution x, BiFunction<Key, Execution, @Nullable T> read, Step<T> step) {
    cursor(args.text(2));
    T value = read.apply(args.key(1), x);
    long next = 0;
    var met = new ArrayList<byte[]>();
    if (value != null) { // without one the options are not looked at, as by the real server
      next = step.walk(value, parse(args, 2, false), met);
    }
    x.reply().array(2);
    x.reply().bulk(Long.toUnsignedString(next));
    x.reply().array(met.size());
    met.forEach(x.reply()::bulk);
    return Effect.NONE;
  }

  /// True when the element fits the pattern.
  public boolean wants(byte[] array, int from, int length) {
    return match == null || match.matches(array, from, length);
  }
}
