package hitrate.engine.node;

import java.util.Arrays;

/// Something that is counted, such as bytes received, and how much of it comes in a second.
final class Flow {
  private static final int SAMPLES = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long[] rates = new long[SAMPLES];
  private int next;
  private long total;
  private long totalBefore;

  void add(long count) {
    total += count;
  }

  long total() {
    return total;
  }

  /// Takes a sample, so many nanoseconds after the one before.
  void sample(long elapsedNanos) {
    sample(total, elapsedNanos);
  }

  /// The same where somebody else counts.
  void sample(long newTotal, long elapsedNanos) {
    if (elapsedNanos > 0) {
      rates[next] = Math.max(newTotal - totalBefore, 0) * NANOS_PER_SECOND / elapsedNanos;
      next = (next + 1) % SAMPLES;
    }
    totalBefore = newTotal;
  }

  /// How much came in a second over the last 16 samples.
  long perSecond() {
    return Arrays.stream(rates).sum() / SAMPLES;
  }

  void reset() {
    total = 0;
    totalBefore = 0;
    Arrays.fill(rates, 0);
  }
}
