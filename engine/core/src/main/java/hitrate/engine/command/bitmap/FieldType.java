package hitrate.engine.command.bitmap;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.CommandError;
import java.nio.charset.StandardCharsets;

/// The type of an integer within a string: `i8`, `u63`.
///
/// @param isSigned two's complement if so
/// @param width in bits: 1 to 64, or 63 when unsigned
record FieldType(boolean isSigned, int width) {
  /// What happens to a number that its field cannot hold.
  enum Overflow {
    /// Its low bits stay.
    WRAP,
    /// It becomes the greatest or least number there is.
    SAT,
    /// Nothing is written.
    FAIL
  }

  /// What is to be written, or that nothing is.
  record Outcome(long value, boolean isRefused) {}

  /// @throws CommandError when there is no such type
  static FieldType parse(String text) {
    boolean isSigned = text.startsWith("i");
    if (isSigned || text.startsWith("u")) {
      byte[] width = text.substring(1).getBytes(StandardCharsets.ISO_8859_1);
      if (Decimal.isLong(width, 0, width.length)) {
        long bits = Decimal.parse(width, 0, width.length);
        if (bits >= 1 && bits <= (isSigned ? 64 : 63)) {
          return new FieldType(isSigned, (int) bits);
        }
      }
    }
    throw CommandError.of(
        "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but"
            + " i64 is.");
  }

  private long greatest() {
    return isSigned ? Long.MAX_VALUE >> (64 - width) : -1L >>> (64 - width);
  }

  private long least() {
    return isSigned ? -greatest() - 1 : 0;
  }

  /// The number that the low bits of `value` stand for in this type.
  long wrap(long value) {
    int unused = 64 - width;
    return isSigned ? value << unused >> unused : value << unused >>> unused;
  }

  /// The outcome of storing `value`. In an unsigned field a negative number counts as a great one.
  /// In a signed one so does a number at the far end of the negative ones, as the real server's
  /// subtraction wraps around, and ours is the same.
  Outcome store(long value, Overflow overflow) {
    if (value >= least() && value <= greatest()) {
      return new Outcome(value, false);
    }
    return overflown(value, !isSigned || greatest() - value < 0, overflow);
  }

  /// The outcome of adding `amount` to `before`, which the field holds.
  Outcome add(long before, long amount, Overflow overflow) {
    long sum = before + amount;
    boolean isBeyondLong = ((before ^ sum) & (amount ^ sum)) < 0;
    if (!isBeyondLong && sum >= least() && sum <= greatest()) {
      return new Outcome(sum, false);
    }
    return overflown(sum, amount > 0, overflow);
  }

  private Outcome overflown(long value, boolean isAbove, Overflow overflow) {
    return switch (overflow) {
      case WRAP -> new Outcome(wrap(value), false);
      case SAT -> new Outcome(isAbove ? greatest() : least(), false);
      case FAIL -> new Outcome(0, true);
    };
  }
}
