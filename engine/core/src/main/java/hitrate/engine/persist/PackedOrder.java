package hitrate.engine.persist;

import hitrate.engine.bytes.DoubleText;
import hitrate.engine.struct.Listpack;

/// Looks whether a listpack from outside is a sorted set as it stands: members with scores behind
/// them, in their order.
final class PackedOrder {
  private PackedOrder() {}

  static boolean isSorted(Listpack pack) {
    double before = Double.NEGATIVE_INFINITY;
    int memberBefore = -1;
    for (int member = pack.first(); member >= 0; ) {
      int at = pack.next(member);
      if (at < 0) {
        return false;
      }
      double score = score(pack, at);
      boolean follows =
          memberBefore < 0 || score > before || score == before && less(pack, memberBefore, member);
      if (Double.isNaN(score) || !follows) {
        return false;
      }
      before = score;
      memberBefore = member;
      member = pack.next(at);
    }
    return true;
  }

  private static double score(Listpack pack, int at) {
    return pack.isInteger(at)
        ? pack.longAt(at)
        : DoubleText.parse(pack.array(), pack.start(at), pack.size(at));
  }

  private static boolean less(Listpack pack, int member, int other) {
    byte[] bytes = pack.toArray(other);
    return pack.compare(member, bytes, 0, bytes.length) < 0;
  }
}
