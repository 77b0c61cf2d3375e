package hitrate.engine.command.sortedset;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.struct.LexRange;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.SortedRange;

/// A small sorted set: a listpack of members and scores one after another, the lowest score first,
/// as the real server keeps it. Positions are those of members.
final class PackedScores {
  private static final byte[] NO_MEMBER = {};

  /// Whole numbers up to this size are kept as integers, others as text.
  private static final double WHOLE_LIMIT = 0x1p62;

  private final Listpack pack;
  private final byte[] digits = new byte[DoubleText.MAX_LENGTH];

  private boolean keepsSign;

  PackedScores(Listpack pack) {
    this.pack = pack;
  }

  /// Has scores of -0 stay what they are until [#dropSigns].
  void keepSign() {
    keepsSign = true;
  }

  /// Makes scores of -0 those of 0 that a stored listpack has.
  void dropSigns() {
    keepsSign = false;
    for (int at = first(); at >= 0; at = behind(at)) {
      int score = pack.next(at);
      if (!pack.isInteger(score) && score(at) == 0) {
        pack.replace(score, 0);
      }
    }
  }

  Listpack pack() {
    return pack;
  }

  int size() {
    return pack.count() / 2;
  }

  int find(byte[] array, int offset, int length) {
    return pack.find(array, offset, length, pack.first(), 1);
  }

  /// The score of the member at a position.
  double score(int position) {
    int at = pack.next(position);
    return pack.isInteger(at)
        ? pack.longAt(at)
        : DoubleText.parse(pack.array(), pack.start(at), pack.size(at));
  }

  /// How many members are ahead of a position.
  int rank(int position) {
    int rank = 0;
    for (int at = pack.first(); at != position; at = behind(at)) {
      rank++;
    }
    return rank;
  }

  /// The position of the member with so many ahead of it, -1 if there are not so many.
  int byRank(long rank) {
    return pack.at(2 * rank);
  }

  int first() {
    return pack.first();
  }

  int last() {
    int score = pack.last();
    return score < 0 ? -1 : pack.previous(score);
  }

  /// The position behind, -1 if it was the last.
  int behind(int position) {
    return pack.next(pack.next(position));
  }

  /// The position ahead, -1 if it was the first.
  int ahead(int position) {
    int score = pack.previous(position);
    return score < 0 ? -1 : pack.previous(score);
  }

  int step(int position, boolean backwards) {
    return backwards ? ahead(position) : behind(position);
  }

  /// Adds a member that is not there.
  void insert(byte[] array, int offset, int length, double score) {
    int last = last();
    if (last < 0 || isAhead(last, array, offset, length, score)) { // most come in order
      pack.append(array, offset, length);
      append(score);
      return;
    }
    int at = pack.first();
    while (isAhead(at, array, offset, length, score)) {
      at = behind(at);
    }
    int member = pack.insertBefore(at, array, offset, length);
    if (isWhole(score)) {
      pack.insertAfter(member, (long) score);
    } else {
      pack.insertAfter(member, digits, 0, DoubleText.write(score, digits, 0));
    }
  }

  private void append(double score) {
    if (isWhole(score)) {
      pack.append((long) score);
    } else {
      pack.append(digits, 0, DoubleText.write(score, digits, 0));
    }
  }

  private boolean isWhole(double score) {
    return score == (long) score
        && Math.abs(score) <= WHOLE_LIMIT
        && !(keepsSign && score == 0 && 1 / score < 0);
  }

  private boolean isAhead(int position, byte[] array, int offset, int length, double score) {
    double there = score(position);
    return there < score || there == score && pack.compare(position, array, offset, length) < 0;
  }

  /// Takes out a member and those behind it, `count` in all.
  void remove(int position, int count) {
    pack.deleteRange(position, 2L * count);
  }

  void visit(int position, ScoredAction action) {
    double score = score(position);
    if (pack.isInteger(position)) {
      int length = Decimal.write(pack.longAt(position), digits, 0);
      action.accept(digits, 0, length, score);
    } else {
      action.accept(pack.array(), pack.start(position), pack.size(position), score);
    }
  }

  boolean isAboveMin(SortedRange range, int position) {
    if (range instanceof LexRange) {
      byte[] member = pack.toArray(position);
      return range.isAboveMin(0, member, 0, member.length);
    }
    return range.isAboveMin(score(position), NO_MEMBER, 0, 0);
  }

  boolean isBelowMax(SortedRange range, int position) {
    if (range instanceof LexRange) {
      byte[] member = pack.toArray(position);
      return range.isBelowMax(0, member, 0, member.length);
    }
    return range.isBelowMax(score(position), NO_MEMBER, 0, 0);
  }

  /// The first or, backwards, the last member in a range, -1 if there is none.
  int firstIn(SortedRange range, boolean backwards) {
    if (range.isEmpty() || size() == 0) {
      return -1;
    }
    if (!isAboveMin(range, last()) || !isBelowMax(range, first())) {
      return -1; // tells something only of members with other scores, as in the real server
    }
    int at = backwards ? last() : first();
    while (at >= 0 && !(backwards ? isBelowMax(range, at) : isAboveMin(range, at))) {
      at = step(at, backwards);
    }
    return at >= 0 && isInside(range, at, backwards) ? at : -1;
  }

  /// True when the far end of a range is not passed.
  boolean isInside(SortedRange range, int position, boolean backwards) {
    return backwards ? isAboveMin(range, position) : isBelowMax(range, position);
  }

  int count(SortedRange range) {
    int count = 0;
    int at = firstIn(range, false);
    while (at >= 0 && isBelowMax(range, at)) {
      count++;
      at = behind(at);
    }
    return count;
  }
}
