package hitrate.engine.bytes;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/// Doubles as text the way C has them: written as `printf("%.17g")` does, read as `strtod` does.
/// Seventeen digits are enough for every double, and more than many need: 0.1 is written
/// `0.10000000000000001`.
public final class DoubleText {
  /// The longest text that [#write] makes: `-1.2345678901234567e-300`.
  public static final int MAX_LENGTH = 24;

  private static final int DIGITS = 17;
  private static final long LEAST = 10_000_000_000_000_000L; // of as many digits
  private static final double WHOLE_LIMIT = 1e17;
  private static final double LOG10_OF_2 = 0.30102999566398120;

  /// Marks a result that a few bits more could change.
  private static final long UNSURE = -1;

  private DoubleText() {}

  /// The text of a number.
  public static String of(double value) {
    var text = new byte[MAX_LENGTH];
    return new String(text, 0, write(value, text, 0), StandardCharsets.ISO_8859_1);
  }

  /// Writes a number and answers the offset behind it.
  public static int write(double value, byte[] target, int offset) {
    if (value == (long) value && Math.abs(value) < WHOLE_LIMIT) {
      boolean isMinusZero = value == 0 && 1 / value < 0;
      return isMinusZero
          ? ascii("-0", target, offset)
          : Decimal.write((long) value, target, offset);
    }
    if (Double.isNaN(value)) {
      return ascii("nan", target, offset);
    }
    int at = offset;
    if (value < 0) {
      target[at++] = '-';
    }
    if (Double.isInfinite(value)) {
      return ascii("inf", target, at);
    }
    double size = Math.abs(value);
    int exponent = (int) Math.floor(Math.getExponent(size) * LOG10_OF_2);
    long digits = digits(size, exponent);
    while (digits < LEAST || digits >= 10 * LEAST) { // the estimate was one off, if at all by much
      exponent += digits < LEAST ? -1 : 1;
      digits = digits(size, exponent);
    }
    return write(digits, exponent, target, at);
  }

  /// The number times 10^(16 - exponent), rounded to the nearest whole number.
  private static long digits(double size, int exponent) {
    int power = DIGITS - 1 - exponent;
    long bits = Double.doubleToRawLongBits(size);
    int biased = (int) (bits >>> 52);
    long mantissa = bits & (1L << 52) - 1 | (biased == 0 ? 0 : 1L << 52);
    int shift = Long.numberOfLeadingZeros(mantissa);
    int twos = Math.max(biased, 1) - 1075 - shift;
    long digits =
        rounded(mantissa << shift, power, -(twos + PowersOfTen.exponent(power)) - Long.SIZE * 2);
    return digits == UNSURE
        ? new BigDecimal(size)
            .scaleByPowerOfTen(power)
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact()
        : digits;
  }

  /// A factor times a power of ten without its last `128 + drop` bits, rounded.
  private static long rounded(long factor, int power, int drop) {
    long high = PowersOfTen.productHigh(factor, power);
    long low = PowersOfTen.productLow(factor, power);
    if (drop < 1 || drop > 62) {
      return UNSURE;
    }
    long half = 1L << drop - 1;
    long rest = high & (half << 1) - 1;
    boolean nearHalf =
        rest == half && low >= 0 && low <= 2 || rest == half - 1 && low < 0 && low >= -4;
    return nearHalf ? UNSURE : (high >>> drop) + (rest >= half ? 1 : 0);
  }

  private static int write(long digits, int exponent, byte[] target, int offset) {
    var text = new byte[DIGITS];
    Decimal.write(digits, text, 0);
    int count = DIGITS;
    while (count > 1 && text[count - 1] == '0') {
      count--;
    }
    int at = offset;
    if (exponent < -4 || exponent >= DIGITS) {
      target[at++] = text[0];
      at = fraction(text, 1, count, target, at);
      target[at++] = 'e';
      target[at++] = (byte) (exponent < 0 ? '-' : '+');
      int size = Math.abs(exponent);
      if (size < 10) {
        target[at++] = '0';
      }
      return Decimal.write(size, target, at);
    }
    if (exponent < 0) {
      at = ascii("0.0000".substring(0, 1 - exponent), target, at);
      System.arraycopy(text, 0, target, at, count);
      return at + count;
    }
    System.arraycopy(text, 0, target, at, exponent + 1); // zeros among them, if count is less
    return fraction(text, exponent + 1, count, target, at + exponent + 1);
  }

  private static int fraction(byte[] text, int from, int to, byte[] target, int offset) {
    if (to <= from) {
      return offset;
    }
    target[offset] = '.';
    System.arraycopy(text, from, target, offset + 1, to - from);
    return offset + 1 + to - from;
  }

  private static int ascii(String text, byte[] target, int offset) {
    for (int i = 0; i < text.length(); i++) {
      target[offset + i] = (byte) text.charAt(i);
    }
    return offset + text.length();
  }

  /// Reads a number that is the whole text. NaN when it is none, or when a number is too large or
  /// too small for a double.
  public static double parse(byte[] text, int offset, int length) {
    if (length > 0 && length <= 15) { // what most scores are: a few digits
      long whole = 0;
      int at = offset;
      int end = offset + length;
      boolean negative = text[at] == '-' && length > 1;
      for (at += negative ? 1 : 0; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
        whole = whole * 10 + text[at] - '0';
      }
      if (at == end) {
        return negative ? -(double) whole : whole;
      }
    }
    if (length == 0 || isSpace(text[offset])) {
      return Double.NaN;
    }
    return new Reader(text, offset, offset + length).read(true);
  }

  /// Reads a number as C does where it takes a word for a string: spaces may lead, a zero byte ends
  /// it, nothing at all is 0, and what is too large is infinite. NaN when it is none.
  public static double parseLoosely(byte[] text, int offset, int length) {
    int end = offset;
    while (end < offset + length && text[end] != 0) {
      end++;
    }
    int at = offset;
    while (at < end && isSpace(text[at])) {
      at++;
    }
    return offset == end ? 0 : new Reader(text, at, end).read(false);
  }

  /// The number that a text begins with, whatever follows: as C reads one that nobody has checked.
  /// NaN when it begins with none.
  public static double beginning(byte[] text, int offset, int length) {
    double found = Double.NaN;
    int most = length == 0 || text[offset] == 0 ? 0 : length;
    for (int some = most; Double.isNaN(found) && some > 0; some--) {
      found = parseLoosely(text, offset, some);
    }
    return found;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  /// Takes one text apart.
  private static final class Reader {
    private final byte[] text;
    private final int end;
    private int at;
    private long digits; // the first 18 that are not leading zeros
    private int count; // of all digits that are not leading zeros
    private int places; // behind the point
    private boolean seen;

    Reader(byte[] text, int from, int end) {
      this.text = text;
      this.at = from;
      this.end = end;
    }

    double read(boolean strictly) {
      int from = at;
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      double size = isHexadecimal() ? hexadecimal() : isDigitOrPoint() ? decimal() : word();
      boolean tooLarge = Double.isInfinite(size) && seen;
      boolean tooSmall = size == 0 && count > 0;
      if (at != end || from == end || strictly && (tooLarge || tooSmall)) {
        return Double.NaN;
      }
      return negative ? -size : size;
    }

    private int peek() {
      return at < end ? text[at] : 0;
    }

    private int lower(int index) {
      return index < end ? text[index] | 0x20 : 0;
    }

    private boolean isDigitOrPoint() {
      return peek() >= '0' && peek() <= '9' || peek() == '.';
    }

    private boolean isHexadecimal() {
      int first = at + 2 < end && text[at + 2] == '.' ? at + 3 : at + 2;
      return peek() == '0'
          && lower(at + 1) == 'x'
          && first < end
          && Character.digit(text[first], 16) >= 0;
    }

    private double word() {
      String rest = new String(text, at, end - at, StandardCharsets.ISO_8859_1);
      if (!rest.equalsIgnoreCase("inf") && !rest.equalsIgnoreCase("infinity")) {
        return Double.NaN;
      }
      at = end;
      return Double.POSITIVE_INFINITY;
    }

    private void mantissa(int radix) {
      boolean point = false;
      for (; at < end; at++) {
        int digit = text[at] < 0 ? -1 : Character.digit(text[at], radix);
        if (digit >= 0) {
          seen = true;
          places += point ? 1 : 0;
          if (count > 0 || digit > 0) {
            count++;
            digits = count <= 18 ? digits * 10 + digit : digits;
          }
        } else if (text[at] == '.' && !point) {
          point = true;
        } else {
          return;
        }
      }
    }

    /// The exponent behind this letter, 0 when there is none; cut off where it makes no difference.
    private int exponent(char letter) {
      if (lower(at) != letter) {
        return 0;
      }
      int back = at++;
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      int first = at;
      int value = 0;
      for (; peek() >= '0' && peek() <= '9'; at++) {
        value = Math.min(value * 10 + peek() - '0', 100_000_000);
      }
      if (at == first) {
        at = back; // no exponent after all, and so not the whole text
      }
      return negative ? -value : value;
    }

    private double hexadecimal() {
      int from = at;
      at += 2;
      mantissa(16);
      int behind = at;
      exponent('p');
      String number = new String(text, from, at - from, StandardCharsets.ISO_8859_1);
      return Double.parseDouble(at == behind ? number + "p0" : number);
    }

    private double decimal() {
      int from = at;
      mantissa(10);
      if (!seen) {
        return Double.NaN;
      }
      int power = exponent('e') - places;
      if (count == 0) {
        return 0;
      }
      double quick = count <= 18 ? quick(digits, power) : Double.NaN;
      return Double.isNaN(quick)
          ? Double.parseDouble(new String(text, from, at - from, StandardCharsets.ISO_8859_1))
          : quick;
    }

    /// The double nearest to `digits * 10^power`, NaN where that takes more thought.
    private static double quick(long digits, int power) {
      if (power == 0 && digits < 1L << 53) {
        return digits;
      }
      if (power < -300 || power > 290) { // keeps clear of numbers too large, and of subnormal ones
        return Double.NaN;
      }
      int shift = Long.numberOfLeadingZeros(digits);
      boolean isLong = PowersOfTen.productHigh(digits << shift, power) < 0;
      int drop = isLong ? 11 : 10;
      long mantissa = rounded(digits << shift, power, drop);
      int twos = PowersOfTen.exponent(power) - shift + drop + Long.SIZE * 2;
      return mantissa == UNSURE ? Double.NaN : Math.scalb((double) mantissa, twos);
    }
  }
}
