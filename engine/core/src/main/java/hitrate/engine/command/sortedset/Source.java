package hitrate.engine.command.sortedset;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.set.SetValue;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import org.jspecify.annotations.Nullable;

/// One of the sets that ZUNION and its kin combine: a sorted set, a set whose members all count 1,
/// or nothing. Its scores are multiplied by a weight.
final class Source {
  private final @Nullable SortedSetValue sorted;
  private final @Nullable SetValue plain;
  private double weight = 1;

  private Source(@Nullable SortedSetValue sorted, @Nullable SetValue plain) {
    this.sorted = sorted;
    this.plain = plain;
  }

  /// What is under a key: counts a hit or a miss.
  ///
  /// @throws CommandError when it is neither a set nor a sorted set
  static Source read(Key key, Execution x) {
    long entry = x.database().read(key);
    if (entry == 0) {
      return new Source(null, null);
    }
    int kind = Entry.kind(x.database().region(), entry);
    if (Kind.isSet(kind)) {
      return new Source(null, SetValue.readBeside(entry, x));
    }
    if (Kind.isSortedSet(kind)) {
      return new Source(SortedSetValue.readBeside(entry, x), null);
    }
    throw CommandError.WRONG_TYPE;
  }

  void weight(double newWeight) {
    weight = newWeight;
  }

  int size() {
    return sorted != null ? sorted.size() : plain != null ? plain.size() : 0;
  }

  /// Visits every member with its weighted score; 0 where that is infinity times nothing.
  void forEach(ScoredAction action) {
    if (sorted != null) {
      sorted.forEach(
          (array, offset, length, score) -> action.accept(array, offset, length, weighted(score)));
    } else if (plain != null) {
      double score = weighted(1);
      plain.forEach((array, offset, length) -> action.accept(array, offset, length, score));
    }
  }

  private double weighted(double score) {
    double product = score * weight;
    return Double.isNaN(product) ? 0 : product;
  }

  boolean has(byte[] array, int offset, int length) {
    return sorted != null
        ? !Double.isNaN(sorted.score(array, offset, length))
        : plain != null && plain.has(array, offset, length);
  }

  /// A member's score times the weight, which may be NaN. The member must be there.
  double product(byte[] array, int offset, int length) {
    return (sorted != null ? sorted.score(array, offset, length) : 1) * weight;
  }
}
