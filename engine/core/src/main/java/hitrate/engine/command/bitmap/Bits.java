package hitrate.engine.command.bitmap;

import hitrate.engine.memory.Region;

/// The bits of a string in the slab. Bit 0 is the most significant bit of the first byte, so that
/// bits in their order read as the bytes do.
///
/// Counting and searching take eight bytes at a time.
final class Bits {
  private static final int BYTE_MASK = 0xff;

  private Bits() {}

  /// How many bits of `[from, to)` are 1, in the string at `at`.
  static long count(Region region, long at, long from, long to) {
    if (from >= to) {
      return 0;
    }
    long first = from >> 3;
    long last = to - 1 >> 3;
    if (first == last) {
      return Integer.bitCount(region.getByte(at + first) & headMask(from) & tailMask(to));
    }
    long sum = Integer.bitCount(region.getByte(at + first) & headMask(from));
    sum += Integer.bitCount(region.getByte(at + last) & tailMask(to));
    long i = first + 1;
    for (; i + 8 <= last; i += 8) {
      sum += Long.bitCount(region.getLong(at + i));
    }
    for (; i < last; i++) {
      sum += Integer.bitCount(region.getByte(at + i) & BYTE_MASK);
    }
    return sum;
  }

  /// The first bit of `[from, to)` that is `bit`, or -1.
  static long position(Region region, long at, int bit, long from, long to) {
    if (from >= to) {
      return -1;
    }
    int flip = bit - 1; // turns the search for a 0 into one for a 1
    long first = from >> 3;
    long last = to - 1 >> 3;
    int head = (region.getByte(at + first) ^ flip) & headMask(from);
    if (first == last) {
      return inByte(head & tailMask(to), first);
    }
    if (head != 0) {
      return inByte(head, first);
    }
    long i = first + 1;
    while (i + 8 <= last && region.getLong(at + i) == flip) {
      i += 8;
    }
    for (; i < last; i++) {
      int found = (region.getByte(at + i) ^ flip) & BYTE_MASK;
      if (found != 0) {
        return inByte(found, i);
      }
    }
    return inByte((region.getByte(at + last) ^ flip) & tailMask(to), last);
  }

  /// Where the first 1 of a byte is among all bits, or -1 when it has none.
  private static long inByte(int value, long index) {
    return value == 0 ? -1 : (index << 3) + Integer.numberOfLeadingZeros(value) - 24;
  }

  /// The bits of a byte from that of `from` on.
  private static int headMask(long from) {
    return BYTE_MASK >> (from & 7);
  }

  /// The bits of a byte up to that before `to`.
  private static int tailMask(long to) {
    return BYTE_MASK << (7 - (to - 1 & 7)) & BYTE_MASK;
  }

  /// Bit `offset` of a string of `length` bytes, behind whose end all bits are 0.
  static int get(Region region, long at, long length, long offset) {
    long index = offset >> 3;
    return index < length ? region.getByte(at + index) >> (7 - (offset & 7)) & 1 : 0;
  }

  /// Sets bit `offset`, which the string must have.
  static void set(Region region, long at, long offset, int bit) {
    long place = at + (offset >> 3);
    int shift = (int) (7 - (offset & 7));
    region.putByte(place, (byte) (region.getByte(place) & ~(1 << shift) | bit << shift));
  }

  /// `width` bits from `offset` on as an unsigned number, its most significant bit first; behind
  /// the string's end all bits are 0.
  static long field(Region region, long at, long length, long offset, int width) {
    long value = 0;
    long end = offset + width;
    for (long bit = offset; bit < end; ) {
      int inByte = (int) (bit & 7);
      int taken = (int) Math.min(8 - inByte, end - bit);
      long index = bit >> 3;
      int whole = index < length ? region.getByte(at + index) & BYTE_MASK : 0;
      value = value << taken | whole >> (8 - inByte - taken) & (1 << taken) - 1;
      bit += taken;
    }
    return value;
  }

  /// Writes the low `width` bits of `value` from `offset` on; the string must have them.
  static void setField(Region region, long at, long offset, int width, long value) {
    long end = offset + width;
    for (long bit = offset; bit < end; ) {
      int inByte = (int) (bit & 7);
      int taken = (int) Math.min(8 - inByte, end - bit);
      int shift = 8 - inByte - taken;
      int mask = (1 << taken) - 1;
      long place = at + (bit >> 3);
      int part = (int) (value >> (end - bit - taken)) & mask;
      region.putByte(place, (byte) (region.getByte(place) & ~(mask << shift) | part << shift));
      bit += taken;
    }
  }
}
