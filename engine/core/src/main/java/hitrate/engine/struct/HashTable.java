package hitrate.engine.struct;

import hitrate.engine.world.Entropy;
import java.util.Arrays;

/// A hash table that never rehashes as a whole: extendible hashing (Fagin et al., "Extendible
/// Hashing", 1979). Elements carry their own keys; a subclass says what an element looks like.
///
/// The top bits of a 32-bit hash choose a [Segment] through the directory; a segment is a small
/// table of its own that grows to [Segment#MAX_SIZE] elements and is then split alone by one more
/// bit, where rehashing millions would stop the server. Two thin neighbours are joined again.
///
/// A position in SCAN is a hash: everything below it has been visited. That stays true however the
/// segments are cut meanwhile, so an element that is there all along is seen exactly once.
///
/// A table that has been frozen becomes older by that, and its segments do not: only a segment of
/// the table's own age may be changed, another is in a frozen table, too, and is [copied][#own]
/// first.
abstract class HashTable implements Segment.Mover {
  private static final int MAX_DEPTH = 22;

  /// Behind the last hash.
  private static final long HASH_END = 1L << 32;

  private final KeyHasher hasher;
  private Segment[] directory;
  private Segment[] segments; // each one once, in any order
  private int segmentCount = 1;
  private int depth;
  private int size;
  private int age;
  private long segmentBytes; // of all segments and their records

  final KeyHasher hasher() {
    return hasher;
  }

  HashTable(KeyHasher hasher) {
    this.hasher = hasher;
    Segment first = new Segment(0, 0, age);
    directory = new Segment[1];
    segments = new Segment[8];
    directory[0] = first;
    segments[0] = first;
    segmentBytes = first.bytes();
  }

  /// A frozen table, see [LargeValue#frozen].
  HashTable(HashTable original) {
    hasher = original.hasher;
    directory = original.directory.clone();
    segments = Arrays.copyOf(original.segments, original.segmentCount);
    segmentCount = original.segmentCount;
    depth = original.depth;
    size = original.size;
    segmentBytes = original.segmentBytes;
    original.age++;
  }

  /// True when the element's key is this one.
  abstract boolean hasKey(Segment segment, int reference, byte[] key, int offset, int length);

  /// The number of elements.
  public final int size() {
    return size;
  }

  /// Heap bytes of the table with its segments and their records.
  final long tableBytes() {
    return segmentBytes
        + HeapSize.object(48)
        + HeapSize.array(directory.length, HeapSize.REFERENCE)
        + HeapSize.array(segments.length, HeapSize.REFERENCE);
  }

  final int hash(byte[] key, int offset, int length) {
    return (int) (hasher.of(key, offset, length) >>> 32);
  }

  /// The slot of the element with this key in the segment of its hash, -1 if there is none.
  final int slotOf(Segment segment, int hash, byte[] key, int offset, int length) {
    int slot = segment.first(hash);
    while (slot >= 0 && !hasKey(segment, segment.reference(slot), key, offset, length)) {
      slot = segment.next(hash, slot);
    }
    return slot;
  }

  /// The segment of this hash, made ready to take one element more.
  final Segment segmentWithRoom(int hash) {
    Segment segment = segmentOf(hash);
    while (segment.isFull() && segment.depth < MAX_DEPTH) {
      split(segment);
      segment = segmentOf(hash);
    }
    return own(segment);
  }

  /// The segment, or a copy in its place when a frozen table has it, too: to be called before it
  /// changes.
  final Segment own(Segment segment) {
    if (segment.age == age) {
      return segment;
    }
    Segment copy = segment.copy(age);
    segments[copy.index] = copy;
    int start = firstIndex(copy);
    Arrays.fill(directory, start, start + (1 << depth - copy.depth), copy);
    return copy;
  }

  /// Adds an element, whose key is not in the table, to the segment that has room for it.
  final void add(Segment segment, int hash, int reference) {
    long before = segment.bytes();
    segment.add(hash, reference);
    resized(segment, before);
    size++;
  }

  /// Counts a segment anew that took so many bytes before.
  final void resized(Segment segment, long bytesBefore) {
    segmentBytes += segment.bytes() - bytesBefore;
  }

  /// Takes the element in a slot out of its segment, its content left to the caller.
  final void remove(Segment shared, int hash, int slot) {
    Segment segment = own(shared);
    long before = segment.bytes();
    segment.remove(slot);
    segment.shrinkIfThin();
    resized(segment, before);
    size--;
    joinThin(hash);
  }

  /// Calls `action` with every element, in no particular order. The action must not change the
  /// table.
  final void forEachElement(Segment.Action action) {
    for (int i = 0; i < segmentCount; i++) {
      segments[i].forEach(action);
    }
  }

  /// Gives every element the reference that `mover` answers.
  final void referAnew(Segment.Mover mover) {
    for (int i = 0; i < segmentCount; i++) {
      own(segments[i]).moveWithin(mover);
    }
  }

  /// Calls `action` with some element, each as likely as any other; false when the table is empty.
  ///
  /// Draws a segment, then a place in it as if all held as many elements as the fullest may, and
  /// draws again when that place is not taken.
  final boolean random(Entropy entropy, Segment.Action action) {
    if (size == 0) {
      return false;
    }
    int places = segmentCount == 1 ? segments[0].size() : Segment.MAX_SIZE;
    while (true) {
      Segment segment = segments[entropy.below(segmentCount)];
      int place = entropy.below(Math.max(places, segment.size()));
      if (place < segment.size()) {
        action.accept(segment, 0, segment.reference(segment.random(entropy)));
        return true;
      }
    }
  }

  /// Visits about `count` elements from a position on, which is 0 at the start, and answers the
  /// next position, 0 at the end. The action must not change the table.
  final long scanElements(long position, long count, Segment.Action action) {
    long wanted = Math.clamp(count, 1, Integer.MAX_VALUE);
    long from = position;
    long visited = 0;
    while (from >= 0 && from < HASH_END) {
      Segment segment = segmentOf((int) from);
      int bits = segment.depth;
      for (long left = segment.size(); left >= 2 * (wanted - visited) && bits < 31; left /= 2) {
        bits++;
      }
      long end = (from >>> 32 - bits) + 1 << 32 - bits;
      visited += segment.visit(from, end, action);
      if (visited >= wanted) {
        return end == HASH_END ? 0 : end;
      }
      from = end;
    }
    return 0;
  }

  final Segment segmentOf(int hash) {
    return directory[(int) ((hash & 0xffffffffL) >>> 32 - depth)];
  }

  private void split(Segment segment) {
    if (segment.depth == depth) {
      doubleDirectory();
    }
    long before = segment.bytes();
    Segment low = new Segment(segment.depth + 1, segment.size(), age);
    Segment high = new Segment(segment.depth + 1, segment.size(), age);
    low.records.expect(segment.records.live() / 2);
    high.records.expect(segment.records.live() / 2);
    segment.moveTo(low, high, 31 - segment.depth, this);
    segmentBytes += low.bytes() + high.bytes() - before;
    int half = 1 << depth - low.depth;
    int start = firstIndex(segment);
    Arrays.fill(directory, start, start + half, low);
    Arrays.fill(directory, start + half, start + 2 * half, high);
    putSegment(segment.index, low);
    if (segmentCount == segments.length) {
      segments = Arrays.copyOf(segments, segmentCount + segmentCount / 2);
    }
    putSegment(segmentCount++, high);
    low.prefix = segment.prefix;
    high.prefix = segment.prefix | 1 << 31 - segment.depth;
  }

  private void putSegment(int index, Segment segment) {
    segments[index] = segment;
    segment.index = index;
  }

  private int firstIndex(Segment segment) {
    return (int) ((segment.prefix & 0xffffffffL) >>> 32 - depth);
  }

  private void doubleDirectory() {
    Segment[] larger = new Segment[directory.length * 2];
    for (int i = 0; i < directory.length; i++) {
      larger[2 * i] = directory[i];
      larger[2 * i + 1] = directory[i];
    }
    directory = larger;
    depth++;
  }

  /// Joins the segment of a hash with its neighbour, and again, while both together are thin.
  private void joinThin(int hash) {
    Segment segment = segmentOf(hash);
    while (segment.depth > 0 && segment.size() <= Segment.THIN) {
      int bit = 1 << 32 - segment.depth;
      Segment neighbour = segmentOf(segment.prefix ^ bit);
      if (neighbour.depth != segment.depth || segment.size() + neighbour.size() > Segment.THIN) {
        break;
      }
      segment = join(segment, neighbour, segment.prefix & ~bit);
    }
    if (depth > 2 && segmentCount < directory.length / 16) {
      halveDirectory();
    }
  }

  private Segment join(Segment one, Segment other, int prefix) {
    long before = one.bytes() + other.bytes();
    Segment joined = new Segment(one.depth - 1, one.size() + other.size(), age);
    joined.prefix = prefix;
    joined.records.expect(one.records.live() + other.records.live());
    one.moveTo(joined, joined, 0, this);
    other.moveTo(joined, joined, 0, this);
    segmentBytes += joined.bytes() - before;
    int start = firstIndex(joined);
    Arrays.fill(directory, start, start + (1 << depth - joined.depth), joined);
    putSegment(one.index, joined);
    putSegment(other.index, segments[--segmentCount]);
    return joined;
  }

  /// Makes the directory half as long where no segment needs its last bit.
  private void halveDirectory() {
    for (int i = 0; i < segmentCount; i++) {
      if (segments[i].depth == depth) {
        return;
      }
    }
    Segment[] smaller = new Segment[directory.length / 2];
    for (int i = 0; i < smaller.length; i++) {
      smaller[i] = directory[2 * i];
    }
    directory = smaller;
    depth--;
  }
}
