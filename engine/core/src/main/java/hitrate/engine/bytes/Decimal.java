package hitrate.engine.bytes;

/// Decimal numbers as the protocol writes them: 64-bit, signed, no spaces, no plus sign, no leading
/// zeros, no minus zero. Anything else is not a number.
public final class Decimal {
  /// The longest decimal form of a 64-bit number: `-9223372036854775808`.
  public static final int MAX_LENGTH = 20;

  private Decimal() {}

  /// True when the bytes are the one canonical form of a 64-bit number.
  public static boolean isLong(byte[] bytes, int offset, int length) {
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    boolean negative = bytes[offset] == '-';
    int at = negative ? offset + 1 : offset;
    int end = offset + length;
    int digits = end - at;
    if (digits == 0 || digits > 19) {
      return false;
    }
    if (bytes[at] == '0') {
      return digits == 1 && !negative;
    }
    long value = 0; // negative side, which reaches one further
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (digits == 19 && at == end - 1) {
        return value > Long.MIN_VALUE / 10
            || value == Long.MIN_VALUE / 10 && digit <= (negative ? 8 : 7);
      }
      value = value * 10 - digit;
    }
    return true;
  }

  /// The number that [#isLong] bytes stand for.
  public static long parse(byte[] bytes, int offset, int length) {
    boolean negative = bytes[offset] == '-';
    long value = 0;
    for (int at = negative ? offset + 1 : offset; at < offset + length; at++) {
      value = value * 10 - (bytes[at] - '0');
    }
    return negative ? value : -value;
  }

  /// How many bytes [#write] needs for `value`.
  public static int length(long value) {
    long rest = value < 0 ? value : -value; // negative numbers reach one further
    int digits = 1;
    for (long bound = -10; digits < 19 && rest <= bound; bound *= 10) {
      digits++;
    }
    return value < 0 ? digits + 1 : digits;
  }

  /// Writes `value` at `offset` and answers the offset behind it.
  public static int write(long value, byte[] target, int offset) {
    int end = offset + length(value);
    long rest = value < 0 ? value : -value;
    int at = end;
    while (rest <= -100) { // two digits at a time: half the divisions
      long next = rest / 100;
      int pair = (int) (100 * next - rest);
      target[--at] = (byte) ('0' + pair % 10);
      target[--at] = (byte) ('0' + pair / 10);
      rest = next;
    }
    int last = (int) -rest;
    target[--at] = (byte) ('0' + last % 10);
    if (last > 9) {
      target[--at] = (byte) ('0' + last / 10);
    }
    if (value < 0) {
      target[--at] = '-';
    }
    return end;
  }

  /// The decimal form of `value`.
  public static byte[] bytes(long value) {
    var bytes = new byte[length(value)];
    write(value, bytes, 0);
    return bytes;
  }
}
