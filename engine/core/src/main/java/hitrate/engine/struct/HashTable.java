package hitrate.engine.struct;

import hitrate.engine.world.Entropy;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hash table that never rehashes as a whole: extendible hashing (Fagin et al., "Extendible
/// Hashing", 1979). Elements carry their own keys; a subclass says what an element looks like.
///
/// The top bits of a 32-bit hash choose a [Segment] through the directory; a segment is a small
/// table of its own that grows to [Segment#MAX_SIZE] elements and is then split alone by one more
/// bit, where rehashing millions would stop the server. Two thin neighbours are joined again.
///
/// A position in SCAN is a hash: everything below it has been visited. That stays true however the
/// segments are cut meanwhile, so an element that is there all along is seen exactly once.
abstract class HashTable<E> {
  private static final int MAX_DEPTH = 22;

  /// Behind the last hash.
  private static final long HASH_END = 1L << 32;

  private final KeyHasher hasher;
  private Segment<E>[] directory;
  private Segment<E>[] segments; // each one once, in any order
  private int segmentCount = 1;
  private int depth;
  private int size;
  private long slotBytes; // of all segments

  final KeyHasher hasher() {
    return hasher;
  }

  HashTable(KeyHasher hasher) {
    this.hasher = hasher;
    Segment<E> first = new Segment<>(0, 0);
    directory = segmentArray(1);
    segments = segmentArray(8);
    directory[0] = first;
    segments[0] = first;
    slotBytes = first.bytes();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics cannot be made otherwise
  private static <E> Segment<E>[] segmentArray(int length) {
    return new Segment[length];
  }

  /// True when the element's key is this one.
  abstract boolean hasKey(E element, byte[] key, int offset, int length);

  /// The number of elements.
  public final int size() {
    return size;
  }

  /// Heap bytes of the table itself, its elements not counted.
  final long tableBytes() {
    return slotBytes
        + HeapSize.object(48)
        + HeapSize.array(directory.length, HeapSize.REFERENCE)
        + HeapSize.array(segments.length, HeapSize.REFERENCE);
  }

  final int hash(byte[] key, int offset, int length) {
    return (int) (hasher.of(key, offset, length) >>> 32);
  }

  final @Nullable E get(int hash, byte[] key, int offset, int length) {
    Segment<E> segment = segmentOf(hash);
    int slot = slotOf(segment, hash, key, offset, length);
    return slot < 0 ? null : segment.element(slot);
  }

  private int slotOf(Segment<E> segment, int hash, byte[] key, int offset, int length) {
    int slot = segment.first(hash);
    while (slot >= 0 && !hasKey(segment.element(slot), key, offset, length)) {
      slot = segment.next(hash, slot);
    }
    return slot;
  }

  /// Adds an element whose key is not in the table.
  final void insert(int hash, E element) {
    Segment<E> segment = segmentOf(hash);
    while (segment.isFull() && segment.depth < MAX_DEPTH) {
      split(segment);
      segment = segmentOf(hash);
    }
    slotBytes -= segment.bytes();
    segment.add(hash, element);
    slotBytes += segment.bytes();
    size++;
  }

  /// Puts an element in the place of one with the same key.
  final void replace(int hash, E old, E now) {
    Segment<E> segment = segmentOf(hash);
    segment.set(segment.slotOf(hash, old), now);
  }

  /// Takes the element with this key out and answers it; null when there is none.
  final @Nullable E take(int hash, byte[] key, int offset, int length) {
    Segment<E> segment = segmentOf(hash);
    int slot = slotOf(segment, hash, key, offset, length);
    if (slot < 0) {
      return null;
    }
    E element = segment.element(slot);
    slotBytes -= segment.bytes();
    segment.remove(slot);
    segment.shrinkIfThin();
    slotBytes += segment.bytes();
    size--;
    joinThin(hash);
    return element;
  }

  /// Calls `action` with every element, in no particular order. The action must not change the
  /// table.
  public final void forEach(Consumer<? super E> action) {
    for (int i = 0; i < segmentCount; i++) {
      segments[i].forEach(action);
    }
  }

  /// Like [#forEach], with the hashes of the elements' keys.
  final void forEachHashed(HashedAction<? super E> action) {
    for (int i = 0; i < segmentCount; i++) {
      segments[i].forEachHashed(action);
    }
  }

  /// What is done with an element and the hash of its key, which every table of a node agrees on.
  interface HashedAction<E> {
    void accept(int hash, E element);
  }

  /// Some element, each as likely as any other; null when the table is empty.
  ///
  /// Draws a segment, then a place in it as if all held as many elements as the fullest may, and
  /// draws again when that place is not taken.
  public final @Nullable E random(Entropy entropy) {
    if (size == 0) {
      return null;
    }
    int places = segmentCount == 1 ? segments[0].size() : Segment.MAX_SIZE;
    while (true) {
      Segment<E> segment = segments[entropy.below(segmentCount)];
      int place = entropy.below(Math.max(places, segment.size()));
      if (place < segment.size()) {
        return segment.random(entropy);
      }
    }
  }

  /// Visits about `count` elements from a position on, which is 0 at the start, and answers the
  /// next position, 0 at the end. The action must not change the table.
  public final long scan(long position, long count, Consumer<? super E> action) {
    long wanted = Math.clamp(count, 1, Integer.MAX_VALUE);
    long from = position;
    long visited = 0;
    while (from >= 0 && from < HASH_END) {
      Segment<E> segment = segmentOf((int) from);
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

  private Segment<E> segmentOf(int hash) {
    return directory[(int) ((hash & 0xffffffffL) >>> 32 - depth)];
  }

  private void split(Segment<E> segment) {
    if (segment.depth == depth) {
      doubleDirectory();
    }
    slotBytes -= segment.bytes();
    Segment<E> low = new Segment<>(segment.depth + 1, segment.size());
    Segment<E> high = new Segment<>(segment.depth + 1, segment.size());
    segment.moveTo(low, high, 31 - segment.depth);
    slotBytes += low.bytes() + high.bytes();
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

  private void putSegment(int index, Segment<E> segment) {
    segments[index] = segment;
    segment.index = index;
  }

  private int firstIndex(Segment<E> segment) {
    return (int) ((segment.prefix & 0xffffffffL) >>> 32 - depth);
  }

  private void doubleDirectory() {
    Segment<E>[] larger = segmentArray(directory.length * 2);
    for (int i = 0; i < directory.length; i++) {
      larger[2 * i] = directory[i];
      larger[2 * i + 1] = directory[i];
    }
    directory = larger;
    depth++;
  }

  /// Joins the segment of a hash with its neighbour, and again, while both together are thin.
  private void joinThin(int hash) {
    Segment<E> segment = segmentOf(hash);
    while (segment.depth > 0 && segment.size() <= Segment.THIN) {
      int bit = 1 << 32 - segment.depth;
      Segment<E> neighbour = segmentOf(segment.prefix ^ bit);
      if (neighbour.depth != segment.depth || segment.size() + neighbour.size() > Segment.THIN) {
        break;
      }
      segment = join(segment, neighbour, segment.prefix & ~bit);
    }
    if (depth > 2 && segmentCount < directory.length / 16) {
      halveDirectory();
    }
  }

  private Segment<E> join(Segment<E> one, Segment<E> other, int prefix) {
    Segment<E> joined = new Segment<>(one.depth - 1, one.size() + other.size());
    joined.prefix = prefix;
    one.moveTo(joined, joined, 0);
    other.moveTo(joined, joined, 0);
    slotBytes += joined.bytes() - one.bytes() - other.bytes();
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
    Segment<E>[] smaller = segmentArray(directory.length / 2);
    for (int i = 0; i < smaller.length; i++) {
      smaller[i] = directory[2 * i];
    }
    directory = smaller;
    depth--;
  }
}
