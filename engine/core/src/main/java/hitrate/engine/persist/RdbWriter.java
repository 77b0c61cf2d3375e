package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.Lzf;
import hitrate.engine.memory.Region;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
class RdbWriter {
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

  /// Bytes of two lengths, at most.
  private static final int LONGEST_LENGTHS = 2 * 9;

  private static final int KEPT_ROOM = 1 << 20;

  private final boolean compresses;
  private @Nullable Lzf lzf; // made when first needed: its table takes 256 KB
  private byte[] bytes = new byte[64];
  private byte[] scratch = new byte[64];
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

  /// Forgets what has been written. Keeps the room, unless it is extraordinary.
  void clear() {
    length = 0;
    if (bytes.length > KEPT_ROOM) {
      bytes = new byte[KEPT_ROOM];
    }
    if (scratch.length > KEPT_ROOM) {
      scratch = new byte[KEPT_ROOM];
    }
  }

  /// Goes on at the beginning of this array, and in a larger one when it is full.
  final void room(byte[] array) {
    bytes = array;
    length = 0;
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

  /// Bytes that lie in memory outside the heap.
  void raw(Region region, long address, int count) {
    reserve(count);
    region.read(address, bytes, length, count);
    length += count;
  }

  /// Comes between the elements of long values: where there is a file, what has been written may go
  /// there.
  void drain() {}

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
    if (!compresses || count < COMPRESSIBLE || !compress(source, offset, count)) {
      length(count);
      raw(source, offset, count);
    }
  }

  /// A string of `count` bytes that is compressed already, to the first `packed` of these.
  void compressed(byte[] source, int packed, int count) {
    octet(COMPRESSED);
    length(packed);
    length(count);
    raw(source, 0, packed);
  }

  /// A string that lies in memory outside the heap.
  void string(Region region, long address, int count) {
    if (scratch.length < count) {
      scratch = new byte[Math.max(count, (int) Math.min(2L * scratch.length, KEPT_ROOM))];
    }
    region.read(address, scratch, 0, count);
    string(scratch, 0, count);
  }

  /// Writes a string compressed; false, and nothing, when that is not 4 bytes shorter at least.
  private boolean compress(byte[] source, int offset, int count) {
    int before = length;
    octet(COMPRESSED);
    int most = count - 4;
    reserve(LONGEST_LENGTHS + most);
    Lzf compressor = lzf;
    if (compressor == null) {
      compressor = new Lzf();
      lzf = compressor;
    }
    int packed =
        compressor.compress(source, offset, offset + count, bytes, length + LONGEST_LENGTHS, most);
    if (packed < 0) {
      length = before;
      return false;
    }
    int from = length + LONGEST_LENGTHS;
    length(packed);
    length(count);
    System.arraycopy(bytes, from, bytes, length, packed);
    length += packed;
    return true;
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
