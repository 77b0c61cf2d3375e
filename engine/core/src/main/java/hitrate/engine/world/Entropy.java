package hitrate.engine.world;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/// Where a node draws random numbers.
public interface Entropy {
  /// 64 uniformly distributed bits.
  long nextLong();

  /// A uniformly distributed number from 0 to `bound - 1`.
  default int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// A generator whose seed comes from the system's own source of randomness. The numbers are fit
  /// for sampling and for seeding the key hash, not for making secrets.
  ///
  /// The seed is read from `/dev/urandom` where there is one: the first `SecureRandom` of a JVM
  /// loads its providers for 30 ms, a tenth of a node's start.
  static Entropy system() {
    try (var device = new DataInputStream(new FileInputStream("/dev/urandom"))) {
      return seeded(device.readLong());
    } catch (IOException noSuchDevice) {
      return seeded(new SecureRandom().nextLong());
    }
  }

  /// Bytes that nobody can guess: for making secrets.
  static byte[] secret(int count) {
    try (var device = new DataInputStream(new FileInputStream("/dev/urandom"))) {
      return device.readNBytes(count);
    } catch (IOException noSuchDevice) {
      var bytes = new byte[count];
      new SecureRandom().nextBytes(bytes);
      return bytes;
    }
  }

  /// A generator that gives the same numbers for the same seed. For use by one thread.
  static Entropy seeded(long seed) {
    return new SplittableRandom(seed)::nextLong;
  }
}
