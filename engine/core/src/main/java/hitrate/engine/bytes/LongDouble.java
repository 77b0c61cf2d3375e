package hitrate.engine.bytes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A number of the x86 processors' 80-bit floating-point format: 64 bits of significand, exponents
/// to 2^16383. It is what C calls `long double` on most servers, and so the arithmetic that
/// INCRBYFLOAT has: Java's `double`, with 53 bits, would answer other digits.
///
/// Only what that command needs: reading, adding, writing. Not a number is not representable:
/// [#plus] answers null for it.
public final class LongDouble {
  private static final int PRECISION = 64;
  private static final int MAX_EXPONENT = 16384; // numbers are below 2^MAX_EXPONENT
  private static final int MIN_EXPONENT = -16445; // and multiples of 2^MIN_EXPONENT

  /// Text of this length or more is not a number to the real server.
  public static final int TEXT_LIMIT = 5 * 1024;

  /// Powers of ten beyond this are 0 or infinite whatever they are multiplied with.
  private static final int DECIMAL_RANGE = 5000 + TEXT_LIMIT;

  private static final BigInteger SCALE = BigInteger.TEN.pow(17);

  private static final LongDouble POSITIVE_INFINITY = new LongDouble(BigInteger.ONE, 0, true);
  private static final LongDouble NEGATIVE_INFINITY =
      new LongDouble(BigInteger.ONE.negate(), 0, true);

  private final BigInteger significand;
  private final int exponent;
  private final boolean infinite;

  private LongDouble(BigInteger significand, int exponent, boolean infinite) {
    this.significand = significand;
    this.exponent = exponent;
    this.infinite = infinite;
  }

  /// Reads what C's `strtold` reads, as long as it is the whole text: decimal and hexadecimal
  /// numbers with or without exponent, `inf` and `infinity`. Null for anything else, and for
  /// numbers too large or too close to 0 for the format.
  public static @Nullable LongDouble parse(byte[] bytes, int offset, int length) {
    if (length == 0 || length >= TEXT_LIMIT) {
      return null;
    }
    return new Reader(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)).read();
  }

  /// The number nearest to the sum (of two equally near ones the even), null for infinity minus
  /// infinity.
  public @Nullable LongDouble plus(LongDouble other) {
    if (infinite || other.infinite) {
      boolean opposed = significand.signum() != other.significand.signum();
      return infinite && other.infinite && opposed ? null : infinite ? this : other;
    }
    int low = Math.min(exponent, other.exponent);
    BigInteger sum =
        significand
            .shiftLeft(exponent - low)
            .add(other.significand.shiftLeft(other.exponent - low));
    return low < 0
        ? nearest(sum, BigInteger.ONE.shiftLeft(-low))
        : nearest(sum.shiftLeft(low), BigInteger.ONE);
  }

  public boolean isInfinite() {
    return infinite;
  }

  /// The number times a factor, rounded to the format and then up to a whole number; the smallest
  /// number for what lies outside of 64 bits, as processors convert it.
  public long timesRoundedUp(int factor) {
    BigInteger size = significand.multiply(BigInteger.valueOf(factor));
    LongDouble product =
        exponent < 0
            ? nearest(size, BigInteger.ONE.shiftLeft(-exponent))
            : nearest(size.shiftLeft(exponent), BigInteger.ONE);
    if (infinite || product.infinite || product.significand.bitLength() + product.exponent > 64) {
      return Long.MIN_VALUE;
    }
    BigInteger whole = product.significand.negate().shiftLeft(product.exponent).negate(); // upwards
    return whole.bitLength() < Long.SIZE ? whole.longValue() : Long.MIN_VALUE;
  }

  /// The number with at most 17 digits behind the point, as `printf("%.17Lf")` writes it without
  /// zeros at the end; never `-0`.
  ///
  /// @throws ArithmeticException for infinity
  public String toPlainText() {
    if (infinite) {
      throw new ArithmeticException("infinity has no digits");
    }
    BigInteger scaled = significand.multiply(SCALE);
    BigInteger digits =
        exponent >= 0
            ? scaled.shiftLeft(exponent)
            : divideToEven(scaled, BigInteger.ONE.shiftLeft(-exponent));
    return digits.signum() == 0
        ? "0"
        : new BigDecimal(digits, 17).stripTrailingZeros().toPlainString();
  }

  /// The number of the format that is nearest to a fraction.
  private static LongDouble nearest(BigInteger numerator, BigInteger denominator) {
    if (numerator.signum() == 0) {
      return new LongDouble(BigInteger.ZERO, 0, false);
    }
    BigInteger size = numerator.abs();
    int exponent = size.bitLength() - denominator.bitLength() - PRECISION;
    BigInteger rounded;
    do {
      exponent = Math.max(exponent, MIN_EXPONENT);
      rounded =
          exponent < 0
              ? divideToEven(size.shiftLeft(-exponent), denominator)
              : divideToEven(size, denominator.shiftLeft(exponent));
      exponent++;
    } while (rounded.bitLength() > PRECISION); // one bit too many to begin with: once more
    exponent--;
    boolean negative = numerator.signum() < 0;
    if (rounded.bitLength() + exponent > MAX_EXPONENT) {
      return negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
    }
    return new LongDouble(negative ? rounded.negate() : rounded, exponent, false);
  }

  private static BigInteger divideToEven(BigInteger numerator, BigInteger denominator) {
    BigInteger[] parts = numerator.abs().divideAndRemainder(denominator);
    int half = parts[1].shiftLeft(1).compareTo(denominator);
    BigInteger rounded =
        half > 0 || half == 0 && parts[0].testBit(0) ? parts[0].add(BigInteger.ONE) : parts[0];
    return numerator.signum() < 0 ? rounded.negate() : rounded;
  }

  /// Takes one text apart.
  private static final class Reader {
    private final String text;
    private int at;
    private final StringBuilder digits = new StringBuilder();
    private int behindPoint;

    Reader(String text) {
      this.text = text;
    }

    @Nullable LongDouble read() {
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      String rest = text.substring(at);
      if (rest.equalsIgnoreCase("inf") || rest.equalsIgnoreCase("infinity")) {
        return negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
      }
      boolean hexadecimal =
          rest.length() > 1 && rest.charAt(0) == '0' && (rest.charAt(1) | 32) == 'x';
      if (hexadecimal) {
        at += 2;
      }
      readDigits(hexadecimal ? 16 : 10);
      if (digits.isEmpty()) {
        return null;
      }
      int power = 0;
      if (at < text.length() && (peek() | 32) == (hexadecimal ? 'p' : 'e')) {
        at++;
        Integer written = readExponent();
        if (written == null) {
          return null;
        }
        power = written;
      }
      if (at < text.length()) {
        return null;
      }
      var mantissa = new BigInteger(digits.toString(), hexadecimal ? 16 : 10);
      return hexadecimal
          ? value(negative ? mantissa.negate() : mantissa, 2, power - 4 * behindPoint)
          : value(negative ? mantissa.negate() : mantissa, 10, power - behindPoint);
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private void readDigits(int radix) {
      boolean point = false;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '.' && !point) {
          point = true;
        } else if (c < 128 && Character.digit(c, radix) >= 0) {
          digits.append(c);
          behindPoint += point ? 1 : 0;
        } else {
          return;
        }
      }
    }

    /// The exponent, kept within bounds that no mantissa can make up for; null when it has no
    /// digits.
    private @Nullable Integer readExponent() {
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      int first = at;
      int value = 0;
      for (; peek() >= '0' && peek() <= '9'; at++) {
        value = Math.min(value * 10 + peek() - '0', 10_000_000);
      }
      return at == first ? null : negative ? -value : value;
    }

    private static @Nullable LongDouble value(BigInteger mantissa, int base, int power) {
      if (mantissa.signum() == 0) {
        return nearest(BigInteger.ZERO, BigInteger.ONE);
      }
      int bound = base == 2 ? 4 * DECIMAL_RANGE : DECIMAL_RANGE;
      if (Math.abs(power) > bound) {
        return null;
      }
      BigInteger factor = BigInteger.valueOf(base).pow(Math.abs(power));
      LongDouble number =
          power < 0
              ? nearest(mantissa, factor)
              : nearest(mantissa.multiply(factor), BigInteger.ONE);
      return number.infinite || number.significand.signum() == 0 ? null : number;
    }
  }
}
