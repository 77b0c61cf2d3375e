package hitrate.engine.struct;

/// The elements with scores between two bounds, each of which belongs to the range unless it is
/// exclusive. A bound may be infinite, never NaN.
public record ScoreRange(double min, boolean minExclusive, double max, boolean maxExclusive)
    implements SortedRange {
  @Override
  public boolean isEmpty() {
    return min > max || min == max && (minExclusive || maxExclusive);
  }

  @Override
  public boolean isAboveMin(double score, byte[] array, int offset, int length) {
    return minExclusive ? score > min : score >= min;
  }

  @Override
  public boolean isBelowMax(double score, byte[] array, int offset, int length) {
    return maxExclusive ? score < max : score <= max;
  }
}
