package hitrate.engine.command.sortedset;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.struct.SortedRange;
import org.jspecify.annotations.Nullable;

/// The words of ZRANGE and its kin: which members of a set, in which direction.
///
/// @param from the first rank, counted from the end if negative; only where `range` is null
/// @param to the last rank, the same way
/// @param range the scores or members wanted, null for ranks
/// @param offset how many of the range to leave out, all if negative
/// @param limit how many to take then, all if negative
record RangeWords(
    long from,
    long to,
    @Nullable SortedRange range,
    boolean backwards,
    long offset,
    long limit,
    boolean withScores) {

  /// What the two bounds are.
  enum By {
    RANK,
    SCORE,
    MEMBER
  }

  /// Reads the bounds behind the key at word `key` and the options behind them.
  ///
  /// @param fixedBy what the bounds are, null when an option says so
  /// @param fixedBackwards the direction, null when an option says so
  static RangeWords parse(
      Args args, int key, boolean stores, @Nullable By fixedBy, @Nullable Boolean fixedBackwards) {
    By by = fixedBy;
    Boolean backwards = fixedBackwards;
    boolean withScores = false;
    long offset = 0;
    long limit = -1;
    for (int i = key + 3; i < args.count(); i++) {
      if (!stores && args.is(i, "WITHSCORES")) {
        withScores = true;
      } else if (args.is(i, "LIMIT") && i + 2 < args.count()) {
        offset = args.longAt(i + 1);
        limit = args.longAt(i + 2);
        i += 2;
      } else if (backwards == null && args.is(i, "REV")) {
        backwards = true;
      } else if (by == null && args.is(i, "BYLEX")) {
        by = By.MEMBER;
      } else if (by == null && args.is(i, "BYSCORE")) {
        by = By.SCORE;
      } else {
        throw CommandError.SYNTAX;
      }
    }
    boolean isBackwards = backwards != null && backwards;
    return bounds(args, key, by == null ? By.RANK : by, isBackwards, offset, limit, withScores);
  }

  private static RangeWords bounds(
      Args args, int key, By by, boolean backwards, long offset, long limit, boolean withScores) {
    if (by == By.RANK && limit != -1) {
      throw CommandError.of(
          "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }
    if (by == By.MEMBER && withScores) {
      throw CommandError.of("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    }
    int min = key + (backwards ? 2 : 1);
    int max = key + (backwards ? 1 : 2);
    return switch (by) {
      case RANK ->
          new RangeWords(
              args.longAt(key + 1),
              args.longAt(key + 2),
              null,
              backwards,
              offset,
              limit,
              withScores);
      case SCORE ->
          new RangeWords(0, 0, Bounds.scores(args, min, max), backwards, offset, limit, withScores);
      case MEMBER ->
          new RangeWords(
              0, 0, Bounds.members(args, min, max), backwards, offset, limit, withScores);
    };
  }

  /// Visits the members wanted and answers how many they are.
  long visit(SortedSetValue set, ScoredAction action) {
    SortedRange bounds = range;
    if (bounds != null) {
      return offset < 0
          ? 0
          : set.forRange(bounds, backwards, offset, limit < 0 ? Long.MAX_VALUE : limit, action);
    }
    int first = firstRank(set.size());
    int count = count(set.size());
    set.forRanks(first, count, backwards, action);
    return count;
  }

  /// The first rank wanted of a set of this size.
  int firstRank(int size) {
    return Math.clamp(from < 0 ? size + from : from, 0, size);
  }

  /// How many ranks are wanted of a set of this size.
  int count(int size) {
    long last = Math.min(to < 0 ? size + to : to, size - 1);
    return (int) Math.max(last - firstRank(size) + 1, 0);
  }
}
