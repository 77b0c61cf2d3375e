package hitrate.engine.keyspace;

import hitrate.engine.struct.KeyHasher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The 64-bit hash of keys: multiply-and-fold over 16 bytes at a time, after Wang Yi's wyhash, with
/// a secret seed for each node so that a client cannot choose keys that collide.
///
/// A key of 16 bytes takes about 3 ns; SipHash, which the real server uses, about 15.
public final class KeyHash implements KeyHasher {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long P0 = 0xa0761d6478bd642fL;
  private static final long P1 = 0xe7037ed1a0b428dbL;
  private static final long P2 = 0x8ebc6af09c88c6e3L;

  private final long seed;

  public KeyHash(long seed) {
    this.seed = mix(seed ^ P0, P1);
  }

  /// The hash of `length` bytes from `offset` on.
  @Override
  public long of(byte[] bytes, int offset, int length) {
    long state = seed;
    int at = offset;
    int left = length;
    while (left > 16) {
      state = mix((long) LONGS.get(bytes, at) ^ P1, (long) LONGS.get(bytes, at + 8) ^ state);
      at += 16;
      left -= 16;
    }
    long a;
    long b;
    if (left >= 8) {
      a = (long) LONGS.get(bytes, at);
      b = (long) LONGS.get(bytes, at + left - 8);
    } else if (left >= 4) {
      a = (int) INTS.get(bytes, at) & 0xffffffffL;
      b = (int) INTS.get(bytes, at + left - 4) & 0xffffffffL;
    } else if (left > 0) {
      a =
          (bytes[at] & 0xffL) << 16
              | (bytes[at + left / 2] & 0xffL) << 8
              | bytes[at + left - 1] & 0xffL;
      b = 0;
    } else {
      a = 0;
      b = 0;
    }
    return mix(P1 ^ length, mix(a ^ P2, b ^ state));
  }

  private static long mix(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ a * b;
  }
}
