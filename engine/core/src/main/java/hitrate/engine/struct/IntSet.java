package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;
import java.util.Arrays;

/// A small set of integers as one sorted array: the real server's intset, byte for byte.
///
/// ```
/// bytes per number u32 LE (2, 4 or 8) | count u32 LE | numbers, ascending, LE
/// ```
///
/// The first number that needs more bytes widens all of them; removing it does not narrow them
/// again. A scratch as [Listpack] is: load bytes, change them, store them.
public final class IntSet {
  private static final int HEADER = 8;

  private byte[] bytes = new byte[64];
  private int width;
  private int count;

  /// An empty set.
  public IntSet() {
    clear();
  }

  /// Takes all numbers out and starts with the narrowest form.
  public void clear() {
    setHeader(2, 0);
  }

  /// Reads a set of `size` bytes at the offset `at`. The bytes are trusted.
  public void load(Region region, long at, int size) {
    ensure(size);
    region.read(at, bytes, 0, size);
    readHeader();
  }

  /// Reads a set of `size` bytes. They are trusted; check others with [#isValid] first.
  public void load(byte[] source, int offset, int size) {
    ensure(size);
    System.arraycopy(source, offset, bytes, 0, size);
    readHeader();
  }

  /// Writes the set, [#length()] bytes, at the offset `at`.
  public void store(Region region, long at) {
    region.write(at, bytes, 0, length());
  }

  /// The array that holds the set from its first byte on; it may be longer.
  public byte[] array() {
    return bytes;
  }

  /// How many bytes the set takes.
  public int length() {
    return HEADER + count * width;
  }

  /// The set as a byte string of its own.
  public Bytes bytes() {
    return Bytes.copyOf(bytes, 0, length());
  }

  /// How many numbers there are.
  public int count() {
    return count;
  }

  /// Bytes per number: 2, 4 or 8.
  public int width() {
    return width;
  }

  /// The number at an index from 0 to `count() - 1`, in ascending order.
  public long get(int index) {
    return ListpackEntry.readLittleEndian(bytes, HEADER + index * width, width);
  }

  /// True when the number is in the set.
  public boolean contains(long value) {
    return find(value) >= 0;
  }

  /// The index of the number, or `-1 - i` where `i` is the index at which it would have to stand.
  public int find(long value) {
    int low = 0;
    int high = count - 1;
    if (count > 0 && value > get(high)) { // as most are that are put in
      return -1 - count;
    } else if (count > 0 && value < get(0)) {
      return -1;
    }
    while (low <= high) {
      int middle = low + high >>> 1;
      long found = get(middle);
      if (found == value) {
        return middle;
      }
      if (found < value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /// Puts the number in; false when it is there already.
  public boolean add(long value) {
    int needed = widthOf(value);
    int found = find(value);
    if (found >= 0) {
      return false;
    }
    if (needed > width) {
      widen(needed);
    }
    int at = HEADER + (-1 - found) * width;
    int end = length();
    ensure(end + width);
    System.arraycopy(bytes, at, bytes, at + width, end - at);
    ListpackEntry.writeLittleEndian(value, width, bytes, at);
    setHeader(width, count + 1);
    return true;
  }

  /// Takes the number out; false when it is not there.
  public boolean remove(long value) {
    int found = find(value);
    if (found < 0) {
      return false;
    }
    int at = HEADER + found * width;
    System.arraycopy(bytes, at + width, bytes, at, length() - at - width);
    setHeader(width, count - 1);
    return true;
  }

  /// Some number of the set, each as likely as any other. The set must not be empty.
  public long random(Entropy entropy) {
    return get(entropy.below(count));
  }

  /// True when the bytes are a well-formed set: a known width, as many numbers as told, ascending,
  /// none twice. For bytes that come from outside.
  public static boolean isValid(byte[] source, int offset, int size) {
    if (!isWhole(source, offset, size)) {
      return false;
    }
    var set = new IntSet();
    set.load(source, offset, size);
    for (int i = 1; i < set.count; i++) {
      if (set.get(i - 1) >= set.get(i)) {
        return false;
      }
    }
    return true;
  }

  /// True when there are a known width and as many numbers as told, at least one: then every
  /// operation here is safe, though it may not find a number that stands in a wrong place.
  public static boolean isWhole(byte[] source, int offset, int size) {
    if (size < HEADER) {
      return false;
    }
    long width = ListpackEntry.readLittleEndian(source, offset, 4);
    long count = ListpackEntry.readLittleEndian(source, offset + 4, 4) & 0xffffffffL;
    boolean isKnown = width == 2 || width == 4 || width == 8;
    return isKnown && HEADER + count * width == size && count > 0;
  }

  private void widen(int needed) {
    ensure(HEADER + (count + 1) * needed);
    for (int i = count - 1; i >= 0; i--) { // from the end, so that none is overwritten before read
      long value = get(i);
      ListpackEntry.writeLittleEndian(value, needed, bytes, HEADER + i * needed);
    }
    setHeader(needed, count);
  }

  private static int widthOf(long value) {
    return value == (short) value ? 2 : value == (int) value ? 4 : 8;
  }

  private void readHeader() {
    width = (int) ListpackEntry.readLittleEndian(bytes, 0, 4);
    count = (int) ListpackEntry.readLittleEndian(bytes, 4, 4);
  }

  private void setHeader(int newWidth, int newCount) {
    width = newWidth;
    count = newCount;
    ListpackEntry.writeLittleEndian(newWidth, 4, bytes, 0);
    ListpackEntry.writeLittleEndian(newCount, 4, bytes, 4);
  }

  private void ensure(int capacity) {
    if (capacity > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(64, capacity + (capacity >> 1)));
    }
  }
}
