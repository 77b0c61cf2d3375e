package hitrate.engine.struct;

/// A stretch of a [SortedSet] between two bounds.
public sealed interface SortedRange permits ScoreRange, LexRange {
  /// True when no member of any set can lie in the range.
  boolean isEmpty();

  /// True when an element lies at or behind the lower bound.
  boolean isAboveMin(double score, byte[] member);

  /// True when an element lies at or ahead of the upper bound.
  boolean isBelowMax(double score, byte[] member);
}
