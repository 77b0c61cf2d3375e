package hitrate.engine.struct;

/// A stretch of a [SortedSet] between two bounds.
public sealed interface SortedRange permits ScoreRange, LexRange {
  /// True when no member of any set can lie in the range.
  boolean isEmpty();

  /// True when an element lies at or behind the lower bound: a score and a member, `length` bytes
  /// from `offset` on.
  boolean isAboveMin(double score, byte[] array, int offset, int length);

  /// True when an element lies at or ahead of the upper bound.
  boolean isBelowMax(double score, byte[] array, int offset, int length);
}
