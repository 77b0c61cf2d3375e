package hitrate.engine.testing;

import java.util.List;
import java.util.SplittableRandom;

/// Random choices that a seed repeats.
public final class Choices {

  private final SplittableRandom random;

  private Choices(SplittableRandom random) {
    this.random = random;
  }

  /// The same choices for the same seed.
  public static Choices seeded(long seed) {
    return new Choices(new SplittableRandom(seed));
  }

  /// A number from 0 to `bound - 1`.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// A number from `low` to `high`, both included.
  public long between(long low, long high) {
    return high == Long.MAX_VALUE && low == Long.MIN_VALUE
        ? random.nextLong()
        : random.nextLong(low, high + 1);
  }

  /// Any 64 bits.
  public long anyLong() {
    return random.nextLong();
  }

  /// True in `percent` of a hundred cases.
  public boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  /// One of the items, each as likely as any other.
  public <T> T of(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  /// So many random bytes.
  public byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
