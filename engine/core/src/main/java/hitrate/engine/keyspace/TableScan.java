package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import java.util.function.LongConsumer;

/// SCAN over an [EntryTable], which may change its shape between two steps.
///
/// Position: home slot in bits 0..8, hash prefix in bits 9..40, and while home is not 0 the depth
/// of the segment in bits 41..45. What was visited is told by prefix and home alone, however the
/// segments are cut now: all smaller prefixes, and smaller homes within the segment as it was. One
/// that has split since is entered at the same home slot; one that has been joined with a neighbour
/// behind it is visited anew, as that neighbour's smaller homes are still to come.
final class TableScan {
  private static final int PREFIX_SHIFT = 9;
  private static final int DEPTH_SHIFT = 41;

  private TableScan() {}

  /// Visits the entries at a position and answers the next position, 0 at the end.
  static long step(EntryTable table, Region region, long position, LongConsumer action) {
    int home = (int) position & EntryTable.SLOT_MASK;
    long prefix = position >>> PREFIX_SHIFT & EntryTable.PREFIX_END - 1;
    int depthThen = (int) (position >>> DEPTH_SHIFT);
    if (depthThen > EntryTable.MAX_DEPTH) {
      return 0;
    }
    long word = table.segmentWord(prefix);
    int depthNow = (int) (word & EntryTable.DEPTH_MASK);
    long end = EntryTable.endOf(prefix, depthNow);
    if (home > 0 && depthNow < depthThen && EntryTable.endOf(prefix, depthThen) < end) {
      home = 0;
    }
    visitHome(region, word & ~EntryTable.DEPTH_MASK, home, action);
    if (home + 1 < EntryTable.SLOTS) {
      return (long) depthNow << DEPTH_SHIFT | prefix << PREFIX_SHIFT | home + 1;
    }
    return end >= EntryTable.PREFIX_END ? 0 : end << PREFIX_SHIFT;
  }

  private static void visitHome(Region region, long segment, int home, LongConsumer action) {
    for (int i = 0; i <= EntryTable.REACH; i++) {
      long slot = region.getLong(segment + ((home + i & EntryTable.SLOT_MASK) << 3));
      if (slot == 0) {
        return;
      }
      if (((int) (slot >>> EntryTable.TAG_SHIFT) & EntryTable.SLOT_MASK) == home) {
        action.accept(slot & EntryTable.ADDRESS_MASK);
      }
    }
  }
}
