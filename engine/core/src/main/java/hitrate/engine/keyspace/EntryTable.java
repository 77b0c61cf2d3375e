package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.memory.Slab;
import hitrate.engine.world.Entropy;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// The hash table from keys to entries: extendible hashing (Fagin et al., "Extendible Hashing",
/// 1979) with off-heap segments.
///
/// A key's hash is used in two places. Its top bits choose a segment through the directory; its
/// lowest 9 bits choose the home slot among the segment's 512 slots, and a key sits in its home
/// slot or one of the next [#REACH] (linear probing, wrapping round). A segment that cannot place a
/// key so is split alone in two by one more top bit: 0.06 ms, where rehashing a whole table of
/// millions of keys would stop the server or need two tables for a while.
///
/// ```
/// slot:  tag 23 | expires 1 | entry address 40          0 = empty
/// ```
///
/// The tag is the hash's low 23 bits. It spares following the address of nearly every other key (a
/// wrong match happens once in some ten thousand probes), and as it holds the home slot, removing a
/// key can close the gap behind it without looking at any entry.
///
/// A position in SCAN is (hash prefix, home slot), which stays meaningful while segments split.
public final class EntryTable {
  static final int SLOTS = 512;
  private static final int SLOT_MASK = SLOTS - 1;
  private static final int TAG_SHIFT = 41;
  private static final long TAG_MASK = (1L << 23) - 1;
  private static final long EXPIRES_BIT = 1L << 40;
  private static final long ADDRESS_MASK = EXPIRES_BIT - 1;

  /// How many slots from home a key may sit. Reached at a fill of about 90%.
  private static final int REACH = 64;

  /// A directory word holds the segment's address and, in the 12 bits that its alignment leaves
  /// free, the number of hash bits that all its keys share.
  private static final long DEPTH_MASK = 0xfff;

  private static final int MAX_DEPTH = 28;

  private final Slab slab;
  private final Region region;
  private final KeyHash hasher;
  private long[] directory;
  private int depth = 1;
  private int segments = 2;
  private long size;
  private long foundSlot;

  public EntryTable(Slab slab, KeyHash hasher) {
    this.slab = slab;
    this.region = slab.region();
    this.hasher = hasher;
    this.directory = new long[] {slab.allocateIndexSegment() | 1, slab.allocateIndexSegment() | 1};
  }

  /// The number of keys.
  public long size() {
    return size;
  }

  /// Bytes of the index: its segments and the directory.
  public long indexBytes() {
    return (long) segments * SLOTS * 8 + directory.length * 8L;
  }

  /// The number of segments.
  int segments() {
    return segments;
  }

  /// The address of the key's entry, or 0. Remembers the slot for [#replaceFound] and
  /// [#removeFound].
  long find(Key key) {
    long hash = key.hash();
    long segment = segmentOf(hash);
    long tag = hash & TAG_MASK;
    int home = (int) hash & SLOT_MASK;
    for (int i = 0; i <= REACH; i++) {
      long at = segment + ((home + i & SLOT_MASK) << 3);
      long slot = region.getLong(at);
      if (slot == 0) {
        return 0;
      }
      if (slot >>> TAG_SHIFT == tag) {
        long entry = slot & ADDRESS_MASK;
        if (Entry.hasKey(region, entry, key)) {
          foundSlot = at;
          return entry;
        }
      }
    }
    return 0;
  }

  /// First pass of a batch: reads the key's home slot, so that the misses of a whole batch are
  /// waited for together.
  public long touchSlot(long hash) {
    return region.getLong(segmentOf(hash) + ((hash & SLOT_MASK) << 3));
  }

  /// Second pass of a batch: follows the first slot with a matching tag and reads the entry's
  /// header and the cache line behind it.
  public long touchEntry(long hash) {
    long segment = segmentOf(hash);
    long tag = hash & TAG_MASK;
    int home = (int) hash & SLOT_MASK;
    for (int i = 0; i < 8; i++) {
      long slot = region.getLong(segment + ((home + i & SLOT_MASK) << 3));
      if (slot == 0) {
        return 0;
      }
      if (slot >>> TAG_SHIFT == tag) {
        long entry = slot & ADDRESS_MASK;
        return region.getLong(entry);
      }
    }
    return 0;
  }

  /// Adds an entry whose key is not in the table.
  void insert(long hash, long entry, boolean expires) {
    long slot = (hash & TAG_MASK) << TAG_SHIFT | (expires ? EXPIRES_BIT : 0) | entry;
    while (!place(segmentOf(hash), slot)) {
      split(hash);
    }
    size++;
  }

  /// Points the slot found last at another entry of the same key.
  void replaceFound(long entry, boolean expires) {
    long slot = region.getLong(foundSlot);
    region.putLong(
        foundSlot, slot & ~(EXPIRES_BIT | ADDRESS_MASK) | (expires ? EXPIRES_BIT : 0) | entry);
  }

  /// Empties the slot found last and moves later keys of its probe sequence up.
  void removeFound() {
    long segment = foundSlot & -(SLOTS * 8L);
    int hole = (int) (foundSlot - segment) >> 3;
    int at = hole;
    while (true) {
      at = at + 1 & SLOT_MASK;
      long slot = region.getLong(segment + (at << 3));
      if (slot == 0) {
        break;
      }
      int home = (int) (slot >>> TAG_SHIFT) & SLOT_MASK;
      if ((at - home & SLOT_MASK) >= (at - hole & SLOT_MASK)) {
        region.putLong(segment + (hole << 3), slot);
        hole = at;
      }
      if (at == (int) (foundSlot - segment) >> 3) {
        break;
      }
    }
    region.putLong(segment + (hole << 3), 0);
    size--;
  }

  /// Calls `action` with every entry. The action must not change the table.
  public void forEach(LongConsumer action) {
    for (int i = 0; i < directory.length; i += span(directory[i])) {
      long segment = directory[i] & ~DEPTH_MASK;
      for (int slot = 0; slot < SLOTS; slot++) {
        long word = region.getLong(segment + (slot << 3));
        if (word != 0) {
          action.accept(word & ADDRESS_MASK);
        }
      }
    }
  }

  /// Some entry, each about equally likely; 0 when the table is empty.
  public long random(Entropy entropy) {
    while (size > 0) {
      long bits = entropy.nextLong();
      long segment = segmentOf(bits);
      for (int tries = 0; tries < 8; tries++) {
        long word = region.getLong(segment + ((bits >>> 3 * tries & SLOT_MASK) << 3));
        if (word != 0) {
          return word & ADDRESS_MASK;
        }
      }
      if (size < SLOTS) {
        return nth(entropy.below((int) size));
      }
    }
    return 0;
  }

  private long nth(int index) {
    int left = index;
    for (int i = 0; i < directory.length; i += span(directory[i])) {
      long segment = directory[i] & ~DEPTH_MASK;
      for (int slot = 0; slot < SLOTS; slot++) {
        long word = region.getLong(segment + (slot << 3));
        if (word != 0 && left-- == 0) {
          return word & ADDRESS_MASK;
        }
      }
    }
    return 0;
  }

  /// Visits the entries at a SCAN position and answers the next position, 0 at the end.
  ///
  /// Position: hash prefix in bits 9..40, home slot in bits 0..8. A segment that has split since is
  /// entered at the same home slot, so no key that was there all along is missed.
  public long scan(long position, LongConsumer action) {
    int home = (int) position & SLOT_MASK;
    long prefix = position >>> 9;
    if (prefix >= 1L << 32) {
      return 0;
    }
    long word = directory[(int) (prefix >>> 32 - depth)];
    visitHome(word & ~DEPTH_MASK, home, action);
    if (home + 1 < SLOTS) {
      return position + 1;
    }
    int freeBits = 32 - (int) (word & DEPTH_MASK);
    long next = (prefix >>> freeBits) + 1 << freeBits;
    return next >= 1L << 32 ? 0 : next << 9;
  }

  private void visitHome(long segment, int home, LongConsumer action) {
    for (int i = 0; i <= REACH; i++) {
      long slot = region.getLong(segment + ((home + i & SLOT_MASK) << 3));
      if (slot == 0) {
        return;
      }
      if (((int) (slot >>> TAG_SHIFT) & SLOT_MASK) == home) {
        action.accept(slot & ADDRESS_MASK);
      }
    }
  }

  /// Visits the entries that expire in one segment and answers the position of the next segment, 0
  /// after the last.
  long sweep(long position, LongConsumer action) {
    int index = (int) position < directory.length ? (int) position : 0;
    long segment = directory[index] & ~DEPTH_MASK;
    for (int slot = 0; slot < SLOTS; slot++) {
      long word = region.getLong(segment + (slot << 3));
      if ((word & EXPIRES_BIT) != 0) {
        action.accept(word & ADDRESS_MASK);
      }
    }
    int next = (index & -span(directory[index])) + span(directory[index]);
    return next < directory.length ? next : 0;
  }

  /// Gives the index and all entries back to the slab.
  void release() {
    forEach(entry -> slab.free(entry, Entry.size(region, entry)));
    for (int i = 0; i < directory.length; i += span(directory[i])) {
      slab.free(directory[i] & ~DEPTH_MASK, SLOTS * 8);
    }
    directory = new long[0];
    segments = 0;
    size = 0;
  }

  private long segmentOf(long hash) {
    return directory[(int) (hash >>> 64 - depth)] & ~DEPTH_MASK;
  }

  /// How many directory words in a row point at the same segment.
  private int span(long directoryWord) {
    return 1 << depth - (int) (directoryWord & DEPTH_MASK);
  }

  private boolean place(long segment, long slot) {
    int home = (int) (slot >>> TAG_SHIFT) & SLOT_MASK;
    for (int i = 0; i <= REACH; i++) {
      long at = segment + ((home + i & SLOT_MASK) << 3);
      if (region.getLong(at) == 0) {
        region.putLong(at, slot);
        return true;
      }
    }
    return false;
  }

  private void split(long hash) {
    int index = (int) (hash >>> 64 - depth);
    int splitDepth = (int) (directory[index] & DEPTH_MASK) + 1;
    if (splitDepth > depth) {
      doubleDirectory();
      index = (int) (hash >>> 64 - depth);
    }
    long segment = directory[index] & ~DEPTH_MASK;
    long low = slab.allocateIndexSegment();
    long high = slab.allocateIndexSegment();
    var buffer = new byte[64];
    // Start behind an empty slot, if there is one: then every probe sequence is met from its
    // beginning and its keys can only move towards home, so all of them fit again.
    int start = 0;
    while (start < SLOTS && region.getLong(segment + (start << 3)) != 0) {
      start++;
    }
    for (int i = 0; i < SLOTS; i++) {
      long slot = region.getLong(segment + ((start + i & SLOT_MASK) << 3));
      if (slot == 0) {
        continue;
      }
      long entry = slot & ADDRESS_MASK;
      int length = Entry.keyLength(region, entry);
      if (length > buffer.length) {
        buffer = new byte[length];
      }
      region.read(Entry.keyAt(region, entry), buffer, 0, length);
      boolean up = (hasher.of(buffer, 0, length) >>> 64 - splitDepth & 1) != 0;
      if (!place(up ? high : low, slot)) {
        throw new IllegalStateException("a key lost its place in a split");
      }
    }
    int span = 1 << depth - splitDepth;
    int first = index & -(2 * span);
    Arrays.fill(directory, first, first + span, low | splitDepth);
    Arrays.fill(directory, first + span, first + 2 * span, high | splitDepth);
    slab.free(segment, SLOTS * 8);
    segments++;
  }

  private void doubleDirectory() {
    if (depth == MAX_DEPTH) {
      throw new OutOfMemoryError("the key directory is full");
    }
    var larger = new long[directory.length * 2];
    for (int i = 0; i < directory.length; i++) {
      larger[2 * i] = directory[i];
      larger[2 * i + 1] = directory[i];
    }
    directory = larger;
    depth++;
  }
}
