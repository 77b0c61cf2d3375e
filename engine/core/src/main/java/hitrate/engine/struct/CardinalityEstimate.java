package hitrate.engine.struct;

import static hitrate.engine.struct.HyperLogLog.RANK_BITS;
import static hitrate.engine.struct.HyperLogLog.REGISTERS;

/// How many members a [HyperLogLog] has seen, from how many of its registers have each value. The
/// standard error is 1.04 / sqrt(16384), which is 0.81 %.
///
/// Source: Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017,
/// arXiv:1702.01284), algorithm 6. The steps are in the paper's order, as rounding makes another
/// order another number.
public final class CardinalityEstimate {
  /// 1 / (2 ln 2)
  private static final double ALPHA = 0.7213475204444817;

  private CardinalityEstimate() {}

  /// @param counts at index r the number of registers that are r, for r from 0 to 63
  public static long of(int[] counts) {
    double m = REGISTERS;
    double z = m * tau((m - counts[RANK_BITS + 1]) / m);
    for (int rank = RANK_BITS; rank >= 1; rank--) {
      z += counts[rank];
      z *= 0.5;
    }
    z += m * sigma(counts[0] / m);
    double estimate = ALPHA * m * m / z;
    // registers that no member could make so high leave nothing to divide by; C's answer then
    return Double.isInfinite(estimate) ? Long.MIN_VALUE : Math.round(estimate);
  }

  /// What registers that are still 0 tell.
  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = share;
    double weight = 1;
    double sum = share;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (before != sum);
    return sum;
  }

  /// What registers that cannot go higher tell.
  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double root = share;
    double weight = 1;
    double sum = 1 - share;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      weight *= 0.5;
      sum -= (1 - root) * (1 - root) * weight;
    } while (before != sum);
    return sum / 3;
  }
}
