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
/// Two neighbours that have become thin are joined again, one step at a time ([#tend]). A position
/// in SCAN is (depth, hash prefix, home slot), which stays meaningful while segments split and
/// join.
public final class EntryTable {
  static final int SLOTS = 512;
  static final int SLOT_MASK = SLOTS - 1;
  static final int TAG_SHIFT = 41;
  static final long TAG_MASK = (1L << 23) - 1;
  static final long EXPIRES_BIT = 1L << 40;
  static final long ADDRESS_MASK = EXPIRES_BIT - 1;

  /// How many slots from home a key may sit. Reached at a fill of about 90%.
  static final int REACH = 64;

  /// A directory word holds the segment's address and, in the 12 bits that its alignment leaves
  /// free, the number of hash bits that all its keys share.
  static final long DEPTH_MASK = 0xfff;

  static final int MAX_DEPTH = 28;

  /// Two segments with at most so many keys together are joined: 40% of one.
  private static final int JOINED_KEYS = 205;

  /// Keys of a segment at which chance will hardly fill any: 75% of one.
  private static final int EXPECTED_KEYS = 384;

  /// Bytes that one step of upkeep may move.
  private static final long MOVED_BYTES = 256 * 1024;

  /// Behind the last hash prefix, of which there are 2^32.
  static final long PREFIX_END = 1L << 32;

  private final Slab slab;
  private final Region region;
  private final KeyHash hasher;
  private final LargeValues largeValues;
  private final SnapshotWalk walk;
  private int imageDatabase;
  private long[] directory;
  private int depth = 1;
  private int segments;
  private final int[] segmentsAt = new int[MAX_DEPTH + 1]; // by depth
  private long size;
  private long structure; // changes whenever a segment goes, splits or moves
  private int released; // directory words whose segments are gone
  private long foundSlot;
  private long missedSlot; // 0 where all slots in reach are taken

  /// @param expected how many keys there will be soon, so that no segment need be split for them
  EntryTable(Slab slab, KeyHash hasher, LargeValues largeValues, SnapshotWalk walk, long expected) {
    this.largeValues = largeValues;
    this.walk = walk;
    this.slab = slab;
    this.region = slab.region();
    this.hasher = hasher;
    while (depth < MAX_DEPTH && expected > (long) EXPECTED_KEYS << depth) {
      depth++;
    }
    this.segments = 1 << depth;
    this.directory = new long[segments];
    Arrays.setAll(directory, i -> slab.allocateIndexSegment() | depth);
    this.segmentsAt[depth] = segments;
  }

  /// The number of keys.
  public long size() {
    return size;
  }

  /// Bytes of the index in the slab, where its segments are. The directory, some bytes for each of
  /// them, is counted nowhere.
  public long indexBytes() {
    return (long) segments * SLOTS * 8;
  }

  /// The number of segments.
  int segments() {
    return segments;
  }

  /// The address of the key's entry, or 0. Remembers the slot for [#replaceFound] and
  /// [#removeFound], or for [#insertMissed].
  long find(Key key) {
    long hint = key.hint(this, structure);
    if (hint != 0) {
      long slot = region.getLong(hint);
      long entry = slot & ADDRESS_MASK;
      if (slot >>> TAG_SHIFT == (key.hash() & TAG_MASK) && Entry.hasKey(region, entry, key)) {
        foundSlot = hint;
        return entry;
      }
    }
    return probe(key);
  }

  private long probe(Key key) {
    long hash = key.hash();
    long segment = segmentOf(hash);
    long tag = hash & TAG_MASK;
    int home = (int) hash & SLOT_MASK;
    for (int i = 0; i <= REACH; i++) {
      long at = segment + ((home + i & SLOT_MASK) << 3);
      long slot = region.getLong(at);
      if (slot == 0) {
        missedSlot = at;
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
    missedSlot = 0;
    return 0;
  }

  /// First pass of a batch: the address of the key's home slot.
  public long homeSlot(long hash) {
    return segmentOf(hash) + ((hash & SLOT_MASK) << 3);
  }

  /// Second pass of a batch: the address of the entry behind the first slot with a matching tag, 0
  /// if there is none. Has the key remember the slot, so that [#find] need not probe again.
  public long candidate(Key key) {
    long hash = key.hash();
    long segment = segmentOf(hash);
    long tag = hash & TAG_MASK;
    int home = (int) hash & SLOT_MASK;
    for (int i = 0; i < 8; i++) {
      long at = segment + ((home + i & SLOT_MASK) << 3);
      long slot = region.getLong(at);
      if (slot == 0) {
        return 0;
      }
      if (slot >>> TAG_SHIFT == tag) {
        key.hint(this, structure, at);
        return slot & ADDRESS_MASK;
      }
    }
    return 0;
  }

  /// Adds an entry whose key is not in the table.
  void insert(long hash, long entry, boolean expires) {
    long slot = slotOf(hash, entry, expires);
    while (!place(segmentOf(hash), slot)) {
      split(hash);
    }
    size++;
  }

  /// The same right after [#find] has missed the key: in the empty slot where its look ended.
  void insertMissed(long hash, long entry, boolean expires) {
    if (missedSlot == 0) {
      insert(hash, entry, expires);
    } else {
      region.putLong(missedSlot, slotOf(hash, entry, expires));
      size++;
    }
  }

  private static long slotOf(long hash, long entry, boolean expires) {
    return (hash & TAG_MASK) << TAG_SHIFT | (expires ? EXPIRES_BIT : 0) | entry;
  }

  /// Points the slot found last at another entry of the same key.
  void replaceFound(long entry, boolean expires) {
    long slot = region.getLong(foundSlot);
    walk.beforeChange(this, slot & ADDRESS_MASK);
    region.putLong(
        foundSlot, slot & ~(EXPIRES_BIT | ADDRESS_MASK) | (expires ? EXPIRES_BIT : 0) | entry);
  }

  /// Empties the slot found last and moves later keys of its probe sequence up.
  void removeFound() {
    walk.beforeChange(this, region.getLong(foundSlot) & ADDRESS_MASK);
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
    return TableSample.one(this, region, entropy);
  }

  /// Collects up to `count` random entries, those that expire if so asked, and answers how many: 0
  /// means that there is none at all.
  int sample(long bits, int count, boolean expiringOnly, long[] into) {
    return TableSample.some(this, region, bits, count, expiringOnly, into);
  }

  /// Visits the entries at a SCAN position and answers the next position, 0 at the end: see
  /// [TableScan].
  public long scan(long position, LongConsumer action) {
    return TableScan.step(this, region, position, action);
  }

  /// The address of the segment that holds `prefix`, and in its low bits how many bits its keys
  /// share.
  long segmentWord(long prefix) {
    return directory[(int) (prefix >>> 32 - depth)];
  }

  /// The first prefix behind those that share `depth` bits with this one.
  static long endOf(long prefix, int depth) {
    int freeBits = 32 - depth;
    return (prefix >>> freeBits) + 1 << freeBits;
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

  /// One step of upkeep at the segment that holds `prefix`: joins it with its neighbour while both
  /// are thin, and moves what is in runs that the slab wants to leave. Takes 0.2 ms at most;
  /// answers the prefix behind the segment, or the same one when too much was left to move.
  long tend(long prefix) {
    int index = (int) (prefix >>> 32 - depth);
    while (isThin() && join(index)) {
      while (segmentsAt[depth] == 0) {
        halveDirectory();
      }
      index = (int) (prefix >>> 32 - depth);
    }
    long word = directory[index];
    long segment = word & ~DEPTH_MASK;
    if (slab.isLeaving(segment)) {
      segment = slab.move(segment, SLOTS * 8);
      structure++;
      int span = span(word);
      int first = index & -span;
      Arrays.fill(directory, first, first + span, segment | word & DEPTH_MASK);
    }
    return moveEntries(segment) ? endOf(prefix, (int) (word & DEPTH_MASK)) : prefix;
  }

  /// Moves entries that are leaving their runs; false when it had to stop before the last.
  private boolean moveEntries(long segment) {
    long movedBytes = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      long at = segment + (slot << 3);
      long found = region.getLong(at);
      long entry = found & ADDRESS_MASK;
      if (found != 0 && slab.isLeaving(entry)) {
        long size = Entry.size(region, entry);
        region.putLong(at, found & ~ADDRESS_MASK | slab.move(entry, size));
        movedBytes += size;
        if (movedBytes > MOVED_BYTES) {
          return false;
        }
      }
    }
    return true;
  }

  /// True when keys fill less than an eighth of the segments, so that some can be joined.
  boolean isThin() {
    return segments > 2 && size < (long) segments * (SLOTS / 8);
  }

  private boolean join(int index) {
    long word = directory[index];
    int joinedDepth = (int) (word & DEPTH_MASK) - 1;
    int span = span(word);
    int first = index & -span;
    long neighbour = directory[first ^ span];
    if (joinedDepth < 1
        || (neighbour & DEPTH_MASK) != (word & DEPTH_MASK)
        || keysIn(word & ~DEPTH_MASK) + keysIn(neighbour & ~DEPTH_MASK) > JOINED_KEYS) {
      return false;
    }
    long joined = slab.allocateIndexSegment();
    if (!placeAll(word & ~DEPTH_MASK, joined) || !placeAll(neighbour & ~DEPTH_MASK, joined)) {
      slab.free(joined, SLOTS * 8);
      return false;
    }
    int start = first & -(2 * span);
    Arrays.fill(directory, start, start + 2 * span, joined | joinedDepth);
    slab.free(word & ~DEPTH_MASK, SLOTS * 8);
    slab.free(neighbour & ~DEPTH_MASK, SLOTS * 8);
    structure++;
    segments--;
    segmentsAt[joinedDepth + 1] -= 2;
    segmentsAt[joinedDepth]++;
    return true;
  }

  private int keysIn(long segment) {
    int keys = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      keys += region.getLong(segment + (slot << 3)) != 0 ? 1 : 0;
    }
    return keys;
  }

  private boolean placeAll(long segment, long target) {
    for (int i = 0; i < SLOTS; i++) {
      long slot = region.getLong(segment + (i << 3));
      if (slot != 0 && !place(target, slot)) {
        return false;
      }
    }
    return true;
  }

  private void halveDirectory() {
    var smaller = new long[directory.length / 2];
    for (int i = 0; i < smaller.length; i++) {
      smaller[i] = directory[2 * i];
    }
    directory = smaller;
    depth--;
  }

  /// Gives one segment with its entries back to the slab; false when none is left. From the first
  /// call on the table is good for nothing else.
  boolean release() {
    if (released == directory.length) {
      return false;
    }
    long segment = directory[released] & ~DEPTH_MASK;
    boolean isHeld = walk.holds(this);
    for (int slot = 0; slot < SLOTS; slot++) {
      long word = region.getLong(segment + (slot << 3));
      if (word != 0) {
        if (isHeld) {
          walk.beforeChange(this, word & ADDRESS_MASK);
        }
        drop(word & ADDRESS_MASK);
        size--;
      }
    }
    released += span(directory[released]);
    slab.free(segment, SLOTS * 8);
    return released < directory.length;
  }

  private void drop(long entry) {
    if (Kind.isLarge(Entry.kind(region, entry))) {
      largeValues.remove(region.getLong(Entry.valueAt(region, entry)));
    }
    slab.free(entry, Entry.size(region, entry));
  }

  /// The hash prefix behind the segments that [#release] has given back.
  long releasedPrefix() {
    return (long) released << 32 - depth;
  }

  /// Notes that an image is being taken to which this is the given database.
  void beginImage(int database) {
    imageDatabase = database;
  }

  /// The number of this database in the image that is being taken.
  int imageDatabase() {
    return imageDatabase;
  }

  /// Collects the entries of the segment that holds `prefix`; answers how many.
  int entriesAt(long prefix, long[] into) {
    long segment = directory[(int) (prefix >>> 32 - depth)] & ~DEPTH_MASK;
    int count = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      long word = region.getLong(segment + (slot << 3));
      if (word != 0) {
        into[count++] = word & ADDRESS_MASK;
      }
    }
    return count;
  }

  /// The hash prefix behind the segment that holds `prefix`.
  long endOfSegment(long prefix) {
    return endOf(prefix, (int) (directory[(int) (prefix >>> 32 - depth)] & DEPTH_MASK));
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
    structure++;
    segments++;
    segmentsAt[splitDepth - 1]--;
    segmentsAt[splitDepth] += 2;
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
