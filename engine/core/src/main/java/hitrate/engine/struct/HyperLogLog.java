package hitrate.engine.struct;

import hitrate.engine.memory.Region;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A set that knows how many members it has had, within 0.81 %, in 12 KB or less: the real server's
/// format, byte for byte, inside a plain string.
///
/// ```
/// 4 bytes   HYLL
/// 1 byte    0 dense, 1 sparse
/// 3 bytes   not used
/// 8 bytes   the last estimate, little-endian; its top bit says that it is out of date
/// rest      the registers: see DenseRegisters and SparseRegisters
/// ```
///
/// A member's hash chooses one of 16384 registers and has a rank, the place of its lowest 1 bit; a
/// register keeps the highest rank it has seen. Many members make high ranks likely: that is what
/// [CardinalityEstimate] reads back.
///
/// Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal
/// cardinality estimation algorithm" (2007).
public final class HyperLogLog {
  /// Bits of the hash that choose a register.
  static final int INDEX_BITS = 14;

  public static final int REGISTERS = 1 << INDEX_BITS;

  /// Bits of the hash that make the rank.
  static final int RANK_BITS = Long.SIZE - INDEX_BITS;

  /// Bytes before the registers.
  public static final int HEADER = 16;

  /// Bytes of the dense form.
  public static final int DENSE_LENGTH = HEADER + REGISTERS * DenseRegisters.WIDTH / Byte.SIZE;

  static final int ENCODING_AT = 4;
  static final int ESTIMATE_AT = 8;
  static final int OUTDATED_AT = 15;
  static final byte OUTDATED = (byte) 0x80;
  static final byte DENSE = 0;
  static final byte SPARSE = 1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 0x4c4c5948; // HYLL, little-endian
  private static final long SEED = 0xadc83b19L;
  private static final long FACTOR = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;

  private HyperLogLog() {}

  /// True when the string has the header of one, and the length if it is dense. Sparse registers
  /// may still be corrupted.
  public static boolean isOne(Region region, long at, int length) {
    if (length < HEADER || (int) region.getLong(at) != MAGIC) {
      return false;
    }
    byte encoding = region.getByte(at + ENCODING_AT);
    return encoding == SPARSE || encoding == DENSE && length == DENSE_LENGTH;
  }

  public static boolean isDense(Region region, long at) {
    return region.getByte(at + ENCODING_AT) == DENSE;
  }

  public static void markDense(Region region, long at) {
    region.putByte(at + ENCODING_AT, DENSE);
  }

  /// True when the estimate in the header is that of the registers.
  public static boolean hasEstimate(Region region, long at) {
    return region.getByte(at + OUTDATED_AT) >= 0;
  }

  public static long estimate(Region region, long at) {
    return region.getLong(at + ESTIMATE_AT);
  }

  public static void estimate(Region region, long at, long newEstimate) {
    region.putLong(at + ESTIMATE_AT, newEstimate);
  }

  /// Says that the registers have changed since the estimate.
  public static void outdate(Region region, long at) {
    region.putByte(at + OUTDATED_AT, (byte) (region.getByte(at + OUTDATED_AT) | OUTDATED));
  }

  /// The hash of a member: MurmurHash64A by Austin Appleby.
  public static long hash(byte[] array, int start, int length) {
    long hash = SEED ^ length * FACTOR;
    int at = start;
    for (int left = length; left >= Long.BYTES; left -= Long.BYTES) {
      long block = (long) LONGS.get(array, at) * FACTOR;
      hash = (hash ^ (block ^ block >>> SHIFT) * FACTOR) * FACTOR;
      at += Long.BYTES;
    }
    int rest = length & (Long.BYTES - 1);
    if (rest > 0) {
      for (int i = 0; i < rest; i++) {
        hash ^= (array[at + i] & 0xffL) << (i * Byte.SIZE);
      }
      hash *= FACTOR;
    }
    hash = (hash ^ hash >>> SHIFT) * FACTOR;
    return hash ^ hash >>> SHIFT;
  }

  /// The register that a hash chooses.
  public static int index(long hash) {
    return (int) hash & (REGISTERS - 1);
  }

  /// The rank that a hash has, from 1 to 51.
  public static int rank(long hash) {
    return Long.numberOfTrailingZeros(hash >>> INDEX_BITS | 1L << RANK_BITS) + 1;
  }
}
