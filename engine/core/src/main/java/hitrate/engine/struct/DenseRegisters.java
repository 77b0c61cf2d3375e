package hitrate.engine.struct;

import static hitrate.engine.struct.HyperLogLog.HEADER;
import static hitrate.engine.struct.HyperLogLog.REGISTERS;

import hitrate.engine.memory.Region;

/// The registers of a dense [HyperLogLog], six bits each, the lowest bits of the first byte first.
/// They are changed where they are, in the slab. Addresses are those of the string.
///
/// Passes over all registers take eight of them, six bytes, at a time.
public final class DenseRegisters {
  /// Bits of a register.
  static final int WIDTH = 6;

  private static final int MASK = (1 << WIDTH) - 1;
  private static final int GROUP = 8;
  private static final int GROUP_BYTES = GROUP * WIDTH / Byte.SIZE;
  private static final int GROUPS = REGISTERS / GROUP;
  private static final int SPARE_BITS = Long.SIZE - GROUP * WIDTH;

  private DenseRegisters() {}

  public static int get(Region region, long at, int index) {
    int bit = index * WIDTH;
    long place = at + HEADER + (bit >> 3);
    int shift = bit & 7;
    int low = (region.getByte(place) & 0xff) >> shift;
    return shift <= Byte.SIZE - WIDTH
        ? low & MASK
        : (low | region.getByte(place + 1) << (Byte.SIZE - shift)) & MASK;
  }

  /// Raises a register to `rank` where it is lower; true when it was.
  public static boolean raise(Region region, long at, int index, int rank) {
    int bit = index * WIDTH;
    long place = at + HEADER + (bit >> 3);
    int shift = bit & 7;
    int low = region.getByte(place) & 0xff;
    if (shift <= Byte.SIZE - WIDTH) {
      if ((low >> shift & MASK) >= rank) {
        return false;
      }
      region.putByte(place, (byte) (low & ~(MASK << shift) | rank << shift));
      return true;
    }
    int both = low | (region.getByte(place + 1) & 0xff) << Byte.SIZE;
    if ((both >> shift & MASK) >= rank) {
      return false;
    }
    both = both & ~(MASK << shift) | rank << shift;
    region.putByte(place, (byte) both);
    region.putByte(place + 1, (byte) (both >> Byte.SIZE));
    return true;
  }

  /// Raises each of `registers` to the one here where that is higher.
  public static void mergeInto(Region region, long at, byte[] registers) {
    for (int group = 0; group < GROUPS; group++) {
      long bits = group(region, at, group);
      int first = group * GROUP;
      for (int i = first; i < first + GROUP; i++) {
        registers[i] = (byte) Math.max(registers[i], (int) bits & MASK);
        bits >>>= WIDTH;
      }
    }
  }

  /// Adds to `counts[r]` the number of registers that are `r`.
  public static void count(Region region, long at, int[] counts) {
    for (int group = 0; group < GROUPS; group++) {
      long bits = group(region, at, group);
      for (int i = 0; i < GROUP; i++) {
        counts[(int) bits & MASK]++;
        bits >>>= WIDTH;
      }
    }
  }

  /// Writes all registers.
  public static void write(Region region, long at, byte[] registers) {
    for (int group = 0; group < GROUPS; group++) {
      long bits = 0;
      for (int i = GROUP - 1; i >= 0; i--) {
        bits = bits << WIDTH | registers[group * GROUP + i];
      }
      long place = place(at, group);
      if (group < GROUPS - 1) {
        region.putLong(place, bits); // the two bytes too many are the next group's
      } else {
        long before = region.getLong(place - Long.BYTES + GROUP_BYTES);
        long kept = before & (1L << SPARE_BITS) - 1;
        region.putLong(place - Long.BYTES + GROUP_BYTES, bits << SPARE_BITS | kept);
      }
    }
  }

  /// The bits of eight registers, and above them some that mean nothing. The last group is read
  /// together with what is before it, as there may be nothing behind.
  private static long group(Region region, long at, int group) {
    long place = place(at, group);
    return group < GROUPS - 1
        ? region.getLong(place)
        : region.getLong(place - Long.BYTES + GROUP_BYTES) >>> SPARE_BITS;
  }

  private static long place(long at, int group) {
    return at + HEADER + (long) group * GROUP_BYTES;
  }
}
