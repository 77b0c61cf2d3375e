package hitrate.engine.command;

import hitrate.engine.bytes.Glob;
import java.math.BigInteger;
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

  /// True when the element fits the pattern.
  public boolean wants(byte[] array, int from, int length) {
    return match == null || match.matches(array, from, length);
  }
}
