package hitrate.engine.struct;

import java.util.Arrays;

/// The elements with members between two bounds, for sets whose scores are all the same.
public record LexRange(Bound min, Bound max) implements SortedRange {
  /// One end of a range: a string that belongs to it or not, or one of the infinite ends, ahead of
  /// all strings (`-`) and behind all (`+`).
  public static final class Bound {
    /// Ahead of all strings.
    public static final Bound LOWEST = new Bound(-1, new byte[0], true);

    /// Behind all strings.
    public static final Bound HIGHEST = new Bound(1, new byte[0], true);

    private final int infinity; // -1, 0 or 1
    private final byte[] member;
    private final boolean exclusive;

    private Bound(int infinity, byte[] member, boolean exclusive) {
      this.infinity = infinity;
      this.member = member;
      this.exclusive = exclusive;
    }

    /// This string, which belongs to the range.
    public static Bound inclusive(byte[] member) {
      return new Bound(0, member, false);
    }

    /// This string, which does not belong to the range.
    public static Bound exclusive(byte[] member) {
      return new Bound(0, member, true);
    }

    /// Where a string stands as seen from this bound: negative ahead of it, 0 on it, positive
    /// behind.
    private int place(byte[] array, int offset, int length) {
      return infinity == 0
          ? Arrays.compareUnsigned(array, offset, offset + length, member, 0, member.length)
          : -infinity;
    }
  }

  @Override
  public boolean isEmpty() {
    if (min.infinity != 0 || max.infinity != 0) {
      return min.infinity > 0 || max.infinity < 0;
    }
    int order = min.place(max.member, 0, max.member.length);
    return order < 0 || order == 0 && (min.exclusive || max.exclusive);
  }

  @Override
  public boolean isAboveMin(double score, byte[] array, int offset, int length) {
    return min.place(array, offset, length) >= (min.exclusive ? 1 : 0);
  }

  @Override
  public boolean isBelowMax(double score, byte[] array, int offset, int length) {
    return max.place(array, offset, length) <= (max.exclusive ? -1 : 0);
  }
}
