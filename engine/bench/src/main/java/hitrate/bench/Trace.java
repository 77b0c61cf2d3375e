package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// An endless sequence of keys as caches are asked for them, the same for the same seed.
final class Trace {
  /// What the sequence is like.
  enum Kind {
    /// Few keys often, many seldom: the n-th in proportion to `1 / n^0.9`, of ten times as many
    /// keys as fit.
    ZIPF("Zipf"),
    /// The same, but every third request is of a scan through keys that come only once.
    SCAN_MIXED("Zipf with a scan"),
    /// All keys one after the other and from the beginning, a fifth more of them than fit.
    LOOP("loop");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private static final double EXPONENT = 0.9;
  private static final int SCAN_BASE = 1_000_000_000;

  private final Kind kind;
  private final int capacity;
  private final SplittableRandom random;
  private final double[] sums; // of the weights of the first keys
  private int scanned;

  Trace(Kind kind, int capacity, long seed) {
    this.kind = kind;
    this.capacity = capacity;
    this.random = new SplittableRandom(seed);
    this.sums = new double[capacity * 10];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += 1 / Math.pow(i + 1.0, EXPONENT);
      sums[i] = sum;
    }
  }

  List<Bytes> next(int count) {
    var keys = new ArrayList<Bytes>(count);
    for (int i = 0; i < count; i++) {
      keys.add(key(next()));
    }
    return keys;
  }

  private int next() {
    return switch (kind) {
      case ZIPF -> zipf();
      case SCAN_MIXED -> random.nextInt(3) == 0 ? SCAN_BASE + scanned++ : zipf();
      case LOOP -> scanned++ % (capacity + capacity / 5);
    };
  }

  private int zipf() {
    int at = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return at < 0 ? -at - 1 : at;
  }

  static Bytes key(int number) {
    return Bytes.of("key:%012d".formatted(number));
  }
}
