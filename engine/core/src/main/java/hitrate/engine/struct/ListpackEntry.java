package hitrate.engine.struct;

/// How one element of a [Listpack] is written.
///
/// ```
/// 0xxxxxxx                       integer 0..127
/// 10xxxxxx data                  string of up to 63 bytes
/// 110xxxxx x                     integer of 13 bits
/// 1110xxxx x data                string of up to 4095 bytes
/// 11110000 length u32 LE data    longer string
/// 11110001 | 0010 | 0011 | 0100  integer of 16, 24, 32, 64 bits, LE
/// ```
///
/// Behind the data stands its length, encoding included, so that the listpack can be walked
/// backwards: 7 bits a byte, read from the last byte leftwards while a byte's high bit is set.
final class ListpackEntry {
  private static final int STRING_32 = 0xf0;
  private static final int INTEGER_16 = 0xf1;
  private static final int INTEGER_64 = 0xf4;

  private ListpackEntry() {}

  static boolean isInteger(byte[] bytes, int at) {
    int first = bytes[at];
    return first >= 0 || (first & 0xe0) == 0xc0 || (first & 0xff) > STRING_32;
  }

  static long integer(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return first;
    }
    if (first < 0xe0) {
      int low13 = (first & 0x1f) << 8 | bytes[at + 1] & 0xff;
      return (long) (low13 << 19) >> 19;
    }
    return readLittleEndian(bytes, at + 1, integerBytes(first));
  }

  private static int integerBytes(int first) {
    return first == INTEGER_64 ? 8 : first - INTEGER_16 + 2;
  }

  /// Bytes of encoding ahead of a string.
  static int stringHeader(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    return first < 0xc0 ? 1 : first < STRING_32 ? 2 : 5;
  }

  static int stringLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0xc0) {
      return first & 0x3f;
    }
    if (first < STRING_32) {
      return (first & 0xf) << 8 | bytes[at + 1] & 0xff;
    }
    return (int) readLittleEndian(bytes, at + 1, 4);
  }

  /// Bytes of encoding and data of the entry at an offset, its backward length not counted.
  static int size(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc0) {
      return 1 + (first & 0x3f);
    }
    if (first < 0xe0) {
      return 2;
    }
    return first <= STRING_32
        ? stringHeader(bytes, at) + stringLength(bytes, at)
        : 1 + integerBytes(first);
  }

  static int stringSize(int length) {
    return Math.addExact(length, length < 64 ? 1 : length < 4096 ? 2 : 5);
  }

  static int integerSize(long value) {
    if (value >= 0 && value <= 127) {
      return 1;
    }
    if (fits(value, 13)) {
      return 2;
    }
    return fits(value, 16) ? 3 : fits(value, 24) ? 4 : fits(value, 32) ? 5 : 9;
  }

  private static boolean fits(long value, int bits) {
    return value >> bits - 1 == value >> 63;
  }

  /// Writes a string's encoding and data and answers the offset behind them.
  static int writeString(byte[] source, int offset, int length, byte[] target, int at) {
    int data = at;
    if (length < 64) {
      target[data++] = (byte) (0x80 | length);
    } else if (length < 4096) {
      target[data++] = (byte) (0xe0 | length >> 8);
      target[data++] = (byte) length;
    } else {
      target[data++] = (byte) STRING_32;
      writeLittleEndian(length, 4, target, data);
      data += 4;
    }
    System.arraycopy(source, offset, target, data, length);
    return data + length;
  }

  /// Writes an integer in as few bytes as hold it and answers the offset behind them.
  static int writeInteger(long value, byte[] target, int at) {
    int size = integerSize(value);
    if (size == 1) {
      target[at] = (byte) value;
    } else if (size == 2) {
      target[at] = (byte) (0xc0 | value >> 8 & 0x1f);
      target[at + 1] = (byte) value;
    } else {
      target[at] = (byte) (size == 9 ? INTEGER_64 : INTEGER_16 + size - 3);
      writeLittleEndian(value, size - 1, target, at + 1);
    }
    return at + size;
  }

  /// Bytes that the backward length of an entry of `size` bytes takes. The limits are the real
  /// server's, one short of what the bits would hold.
  static int lengthSize(int size) {
    if (size <= 127) {
      return 1;
    }
    return size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
  }

  static void writeLength(int size, byte[] target, int at) {
    int bytes = lengthSize(size);
    int rest = size;
    for (int i = bytes - 1; i >= 0; i--) {
      target[at + i] = (byte) (i == 0 ? rest : rest & 127 | 128);
      rest >>>= 7;
    }
  }

  /// The entry size whose last byte is at `last`, or -1 when that is no length.
  static int readLength(byte[] bytes, int last) {
    long size = 0;
    int at = last;
    for (int shift = 0; shift <= 28; shift += 7) {
      size |= (bytes[at] & 127L) << shift;
      if (bytes[at] >= 0) {
        return (int) Math.min(size, Integer.MAX_VALUE);
      }
      at--;
    }
    return -1;
  }

  /// True when the first `length` bytes are a well-formed listpack.
  static boolean validate(byte[] bytes, int length) {
    if (length < Listpack.EMPTY_LENGTH
        || readLittleEndian(bytes, 0, 4) != length
        || (bytes[length - 1] & 0xff) != Listpack.END) {
      return false;
    }
    int end = length - 1;
    int at = Listpack.HEADER;
    int count = 0;
    while (at < end) {
      at = validNext(bytes, at, end);
      if (at == -1) {
        return false;
      }
      count++;
    }
    int told = (int) readLittleEndian(bytes, 4, 2) & 0xffff;
    return told == 0xffff || told == count;
  }

  /// The offset behind a well-formed entry that ends at `end` at the latest, or -1.
  private static int validNext(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    int header = first == STRING_32 ? 5 : (first & 0xf0) == 0xe0 ? 2 : 1;
    if (first > INTEGER_64 || header > end - at) {
      return -1;
    }
    boolean isString = !isInteger(bytes, at);
    long size = isString ? header + (stringLength(bytes, at) & 0xffffffffL) : size(bytes, at);
    if (size > end - at) {
      return -1;
    }
    int lengthSize = lengthSize((int) size);
    int next = at + (int) size + lengthSize;
    return next > end || next < 0 || readLength(bytes, next - 1) != (int) size ? -1 : next;
  }

  /// A signed number of `count` bytes.
  static long readLittleEndian(byte[] bytes, int at, int count) {
    long value = bytes[at + count - 1];
    for (int i = count - 2; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  static void writeLittleEndian(long value, int count, byte[] target, int at) {
    for (int i = 0; i < count; i++) {
      target[at + i] = (byte) (value >> 8 * i);
    }
  }
}
