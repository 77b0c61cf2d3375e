package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.Lzf;
import java.util.Arrays;

/// Writes numbers and strings as they stand in a snapshot file (RDB) of the real server.
///
/// ```
/// 00xxxxxx                a length below 64
/// 01xxxxxx x              a length below 16384
/// 10000000 x x x x        a length of 32 bits, big-endian
/// 10000001 x ... x        a length of 64 bits, big-endian
/// 11000000 | 01 | 10      a string that is an integer of 8, 16, 32 bits, little-endian
/// 11000011 length length  a compressed string: compressed length, length, bytes
/// ```
final class RdbWriter {
  static final int LENGTH_32 = 0x80;
  static final int LENGTH_64 = 0x81;
  static final int INTEGER_8 = 0xc0;
  static final int INTEGER_16 = 0xc1;
  static final int INTEGER_32 = 0xc2;
  static final int COMPRESSED = 0xc3;

  /// The longest string that may be written as an integer.
  private static final int INTEGER_TEXT = 11;

  /// Shorter strings are never compressed.
  private static final int COMPRESSIBLE = 21;

  private final boolean compresses;
  private byte[] bytes = new byte[64];
  private int length;

  /// A writer that compresses long strings if asked to.
  RdbWriter(boolean compresses) {
    this.compresses = compresses;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  void octet(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  /// A length, which is unsigned.
  void length(long value) {
    if (value >= 0 && value < 1 << 6) {
      octet((int) value);
    } else if (value >= 0 && value < 1 << 14) {
      octet(0x40 | (int) (value >> 8));
      octet((int) value);
    } else if (value >= 0 && value <= 0xffffffffL) {
      octet(LENGTH_32);
      bigEndian(value, 4);
    } else {
      octet(LENGTH_64);
      bigEndian(value, 8);
    }
  }

  void bigEndian(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      octet((int) (value >>> 8 * i));
    }
  }

  void littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      octet((int) (value >>> 8 * i));
    }
  }

  void raw(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  void string(byte[] source) {
    string(source, 0, source.length);
  }

  /// A string, as an integer or compressed where that is shorter.
  void string(byte[] source, int offset, int count) {
    if (count <= INTEGER_TEXT && Decimal.isLong(source, offset, count)) {
      long number = Decimal.parse(source, offset, count);
      if (number == (int) number) {
        integer((int) number);
        return;
      }
    }
    if (compresses && count >= COMPRESSIBLE) {
      byte[] packed = Lzf.compress(Arrays.copyOfRange(source, offset, offset + count), count - 4);
      if (packed != null) {
        octet(COMPRESSED);
        length(packed.length);
        length(count);
        raw(packed, 0, packed.length);
        return;
      }
    }
    length(count);
    raw(source, offset, count);
  }

  private void integer(int number) {
    if (number == (byte) number) {
      octet(INTEGER_8);
      littleEndian(number, 1);
    } else if (number == (short) number) {
      octet(INTEGER_16);
      littleEndian(number, 2);
    } else {
      octet(INTEGER_32);
      littleEndian(number, 4);
    }
  }

  private void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), 0x7ffffff7));
    }
  }
}
