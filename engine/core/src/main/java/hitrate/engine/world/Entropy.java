package hitrate.engine.world;

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
  static Entropy system() {
    return seeded(new SecureRandom().nextLong());
  }

  /// A generator that gives the same numbers for the same seed. For use by one thread.
  static Entropy seeded(long seed) {
    return new SplittableRandom(seed)::nextLong;
  }
}
