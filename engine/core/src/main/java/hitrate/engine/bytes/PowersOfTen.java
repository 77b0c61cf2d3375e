package hitrate.engine.bytes;

import java.math.BigInteger;

/// The powers of ten from 10^-360 to 10^360, each to 128 bits: `(high * 2^64 + low) * 2^exponent`,
/// the highest bit set, the rest cut off. With them a double turns into digits and back by two
/// multiplications instead of arithmetic on long numbers (Ulf Adams, "Ryū revisited: printf
/// floating point conversion", 2019; Daniel Lemire, "Number parsing at a gigabyte per second",
/// 2021).
final class PowersOfTen {
  static final int LIMIT = 360;

  private static final int BITS = 128;
  private static final long[] HIGH = new long[2 * LIMIT + 1];
  private static final long[] LOW = new long[2 * LIMIT + 1];
  private static final int[] EXPONENT = new int[2 * LIMIT + 1];

  private PowersOfTen() {}

  static {
    BigInteger power = BigInteger.ONE;
    for (int i = 0; i <= LIMIT; i++) {
      int surplus = power.bitLength() - BITS;
      put(LIMIT + i, surplus < 0 ? power.shiftLeft(-surplus) : power.shiftRight(surplus), surplus);
      int shift = BITS + power.bitLength();
      BigInteger inverse = BigInteger.ONE.shiftLeft(shift).divide(power);
      int more = inverse.bitLength() - BITS;
      put(LIMIT - i, inverse.shiftRight(more), more - shift);
      power = power.multiply(BigInteger.TEN);
    }
  }

  private static void put(int index, BigInteger bits, int exponent) {
    HIGH[index] = bits.shiftRight(Long.SIZE).longValue();
    LOW[index] = bits.longValue();
    EXPONENT[index] = exponent;
  }

  static int exponent(int power) {
    return EXPONENT[LIMIT + power];
  }

  /// The highest 64 bits of the 192-bit product of a number and a power.
  static long productHigh(long factor, int power) {
    long low = productLow(factor, power);
    long middle = factor * HIGH[LIMIT + power];
    long carry = Long.compareUnsigned(low, middle) < 0 ? 1 : 0;
    return Math.unsignedMultiplyHigh(factor, HIGH[LIMIT + power]) + carry;
  }

  /// The 64 bits below those, too low by less than 2.
  static long productLow(long factor, int power) {
    return factor * HIGH[LIMIT + power] + Math.unsignedMultiplyHigh(factor, LOW[LIMIT + power]);
  }
}
