package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;

/// Entries of an [EntryTable] drawn by chance, each about equally likely, for RANDOMKEY, eviction
/// and the active expiry.
///
/// A segment is chosen by a random hash prefix and so in proportion to its keys; within it, slots
/// are drawn until one is taken. To take the next entry behind an empty slot instead would prefer
/// those behind gaps, which are the older ones.
final class TableSample {
  /// Segments that a sample may come from: 5 us to look through.
  private static final int MOST_SEGMENTS = 8;

  /// Slots drawn for each entry of a sample before it is looked for in another way.
  private static final int DRAWS_PER_ENTRY = 8;

  private static final long DRAW_FACTOR = 6364136223846793005L; // Knuth, MMIX

  private TableSample() {}

  /// Some entry; 0 when the table is empty.
  static long one(EntryTable table, Region region, Entropy entropy) {
    while (table.size() > 0) {
      long bits = entropy.nextLong();
      long segment = segmentAt(table, bits >>> 32);
      for (int tries = 0; tries < 6; tries++) { // bits of its own for each: 9 bits are a slot
        long slot = slot(region, segment, (int) (bits >>> 9 * tries));
        if (slot != 0) {
          return slot & EntryTable.ADDRESS_MASK;
        }
      }
      if (table.size() < EntryTable.SLOTS) {
        return nth(table, region, entropy.below((int) table.size()));
      }
    }
    return 0;
  }

  private static long nth(EntryTable table, Region region, int index) {
    int left = index;
    for (long prefix = 0; prefix < EntryTable.PREFIX_END; prefix = table.endOfSegment(prefix)) {
      long segment = segmentAt(table, prefix);
      for (int i = 0; i < EntryTable.SLOTS; i++) {
        long slot = slot(region, segment, i);
        if (slot != 0 && left-- == 0) {
          return slot & EntryTable.ADDRESS_MASK;
        }
      }
    }
    return 0;
  }

  /// Collects up to `count` entries, those that expire if so asked, and answers how many.
  ///
  /// They come from random slots of one segment. Where they are few it looks through some segments
  /// in turn, and on until it has one; 0 means that there is none at all.
  static int some(
      EntryTable table, Region region, long bits, int count, boolean expiringOnly, long[] into) {
    long segment = segmentAt(table, bits >>> 32);
    long draw = bits;
    int found = 0;
    for (int left = DRAWS_PER_ENTRY * count; left > 0 && found < count; left--) {
      draw = draw * DRAW_FACTOR + 1; // a linear congruential generator, whose top bits are good
      long slot = slot(region, segment, (int) (draw >>> 55));
      if (isWanted(slot, expiringOnly)) {
        into[found++] = slot & EntryTable.ADDRESS_MASK;
      }
    }
    return found == count || found > 0 && table.segments() > MOST_SEGMENTS
        ? found
        : nextOnes(table, region, bits, count, expiringOnly, into);
  }

  private static int nextOnes(
      EntryTable table, Region region, long bits, int count, boolean expiringOnly, long[] into) {
    long prefix = bits >>> 32;
    int found = 0;
    for (int i = 0; i < table.segments() && found < count; i++) {
      if (found > 0 && i >= MOST_SEGMENTS) {
        break;
      }
      long segment = segmentAt(table, prefix);
      for (int j = 0; j < EntryTable.SLOTS && found < count; j++) {
        long slot = slot(region, segment, (int) bits + j);
        if (isWanted(slot, expiringOnly)) {
          into[found++] = slot & EntryTable.ADDRESS_MASK;
        }
      }
      prefix = table.endOfSegment(prefix) & EntryTable.PREFIX_END - 1;
    }
    return found;
  }

  private static boolean isWanted(long slot, boolean expiringOnly) {
    return slot != 0 && (!expiringOnly || (slot & EntryTable.EXPIRES_BIT) != 0);
  }

  private static long segmentAt(EntryTable table, long prefix) {
    return table.segmentWord(prefix) & ~EntryTable.DEPTH_MASK;
  }

  private static long slot(Region region, long segment, int number) {
    return region.getLong(segment + ((number & EntryTable.SLOT_MASK) << 3));
  }
}
