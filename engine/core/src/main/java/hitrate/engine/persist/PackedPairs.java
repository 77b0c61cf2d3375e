package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.struct.Listpack;

/// Looks whether the words of a listpack from outside are fit for a small hash or sorted set as
/// they stand: in pairs, each word encoded as it would be here, so that it is found. Their order,
/// and whether one is there twice, the real server does not look at unless it is told to.
final class PackedPairs {
  private PackedPairs() {}

  /// True for fields with values.
  static boolean areFields(Listpack pack) {
    return arePairs(pack, false);
  }

  /// True for members with scores, which are numbers.
  static boolean areScores(Listpack pack) {
    return arePairs(pack, true);
  }

  private static boolean arePairs(Listpack pack, boolean hasScores) {
    for (int word = pack.first(); word >= 0; ) {
      int second = pack.next(word);
      if (second < 0 || isHidden(pack, word) || isHidden(pack, second)) {
        return false;
      }
      if (hasScores && !isNumber(pack, second)) {
        return false;
      }
      word = pack.next(second);
    }
    return true;
  }

  /// True for a whole number that is kept as text: it is looked for among the numbers.
  private static boolean isHidden(Listpack pack, int at) {
    return !pack.isInteger(at) && Decimal.isLong(pack.array(), pack.start(at), pack.size(at));
  }

  private static boolean isNumber(Listpack pack, int at) {
    return pack.isInteger(at)
        || pack.size(at) <= ValueReader.LONGEST_SCORE
            && !Double.isNaN(DoubleText.parse(pack.array(), pack.start(at), pack.size(at)));
  }
}
