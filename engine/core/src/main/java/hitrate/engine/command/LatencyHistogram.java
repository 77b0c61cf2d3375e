package hitrate.engine.command;

/// How long the calls of one command took, in nanoseconds, each to two digits: the counts of Gil
/// Tene's HdrHistogram for 1 ns to 1 s, with the real server's buckets, so that percentiles have
/// the same steps.
///
/// Bucket 0 holds 0 to 255 one by one; every later one doubles the range in 128 steps.
public final class LatencyHistogram {
  private static final int HALF = 128;
  private static final long LARGEST = 1_000_000_000;
  private static final int SLOTS = 24 * HALF;

  private final long[] counts = new long[SLOTS];
  private long total;

  /// The slot that counts calls of this length.
  public static int slotOf(long nanos) {
    long value = Math.clamp(nanos, 1, LARGEST);
    int bucket = 56 - Long.numberOfLeadingZeros(value | 2 * HALF - 1);
    return bucket * HALF + (int) (value >>> bucket);
  }

  /// Counts one call.
  public void count(int slot) {
    counts[slot]++;
    total++;
  }

  /// Calls counted.
  public long total() {
    return total;
  }

  /// The longest time, in nanoseconds, that counts as equal to that of the call below which
  /// `percent` of all calls lie.
  public long atPercentile(double percent) {
    long wanted = Math.max((long) (percent / 100 * total + 0.5), 1);
    long sum = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      sum += counts[slot];
      if (sum >= wanted) {
        return highest(slot);
      }
    }
    return 0;
  }

  /// Calls of at most 2^`power` nanoseconds, to the slot's precision.
  public long upTo(int power) {
    long sum = 0;
    int last = lastSlot(power);
    for (int slot = 0; slot <= last; slot++) {
      sum += counts[slot];
    }
    return sum;
  }

  /// The longest time, in microseconds, that [#upTo] counts.
  public static long microsUpTo(int power) {
    return highest(lastSlot(power)) / 1000;
  }

  private static int lastSlot(int power) {
    return power >= 30 ? SLOTS - 1 : slotOf(1L << power);
  }

  private static long highest(int slot) {
    int bucket = Math.max(slot / HALF - 1, 0);
    return ((long) (slot - bucket * HALF) + 1 << bucket) - 1;
  }
}
