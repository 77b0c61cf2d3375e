package hitrate.engine.struct;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The records of one [Segment], one behind another in one array: a million of them are some
/// thousand objects to the garbage collector, not a million.
///
/// ```
/// record:  length of the key | length of the value | key, value     up to 1 KB
///          length of the key | length of the value | place 4        longer ones, kept outside
/// ```
///
/// Lengths take 7 bits a byte, low ones first. A new record goes behind the last one; when the
/// array is full, those still in use are moved together or a longer array is taken. Both cost
/// little, as a segment has some hundred records and long ones are kept outside, each in an array
/// of its own. A reference to a record is its place plus 1, and good until a record is added.
final class Records {
  /// The longest key and value that are kept inside.
  private static final int INSIDE = 1024;

  private static final int PLACE_BYTES = 4;
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int end;
  private int dead; // bytes of records that are gone
  private byte @Nullable [] @Nullable [] outside;
  private int outsideCount; // places handed out at least once
  private long outsideBytes;

  /// The same records in arrays of their own, but for those outside, which are never written to.
  Records copy() {
    var copy = new Records();
    copy.bytes = bytes.length == 0 ? NOTHING : bytes.clone();
    copy.end = end;
    copy.dead = dead;
    copy.outside = outside == null ? null : outside.clone();
    copy.outsideCount = outsideCount;
    copy.outsideBytes = outsideBytes;
    return copy;
  }

  /// Heap bytes of all records.
  long heapBytes() {
    return HeapSize.object(28)
        + (bytes.length == 0 ? 0 : HeapSize.array(bytes.length, 1))
        + outsideBytes;
  }

  byte[] bytes() {
    return bytes;
  }

  /// The array of a long record: its key and its value.
  byte[] outside(int place) {
    byte[][] arrays = outside;
    byte[] array = arrays == null ? null : arrays[place];
    if (array == null) {
      throw new IllegalStateException("no record at place " + place);
    }
    return array;
  }

  /// True when a record of these lengths is kept outside.
  static boolean isOutside(int keyLength, int valueLength) {
    return (long) keyLength + valueLength > INSIDE;
  }

  /// The array of a new record outside, to be filled; it becomes one by [#addOutside].
  static byte[] outsideArray(int keyLength, int valueLength) {
    return new byte[Math.addExact(keyLength, valueLength)];
  }

  private static int sizeOf(int length) {
    int size = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  /// Bytes that a record takes inside.
  static int size(int keyLength, int valueLength) {
    int content = isOutside(keyLength, valueLength) ? PLACE_BYTES : keyLength + valueLength;
    return sizeOf(keyLength) + sizeOf(valueLength) + content;
  }

  /// Bytes of the record that starts at a place of an array.
  static int sizeAt(byte[] bytes, int place) {
    int at = place;
    int keyLength = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[at++];
      keyLength |= (part & 127) << shift;
      if (part >= 0) {
        break;
      }
    }
    int valueLength = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[at++];
      valueLength |= (part & 127) << shift;
      if (part >= 0) {
        break;
      }
    }
    return at - place + (isOutside(keyLength, valueLength) ? PLACE_BYTES : keyLength + valueLength);
  }

  /// Where the next record will start.
  int end() {
    return end;
  }

  /// Answers whether the array has to change before so many bytes are added.
  boolean isFull(int more) {
    return end + more > bytes.length;
  }

  /// True when moving the records together is better than a longer array.
  boolean isWorthPacking() {
    return dead > 0 && dead >= end >> 2;
  }

  /// True when most of the array is not in use.
  boolean isThin() {
    return bytes.length > 256 && live() < bytes.length / 3;
  }

  /// Bytes of the records in use.
  int live() {
    return end - dead;
  }

  /// Takes an array for so many bytes, so that records that are to come soon need not make it grow
  /// again and again. To be called while there are none.
  void expect(int length) {
    if (length > 0) {
      bytes = new byte[roomFor(length)];
    }
  }

  /// Takes a longer array, with room for so many bytes more.
  void grow(int more) {
    bytes = Arrays.copyOf(bytes, roomFor(end + more));
  }

  /// Begins to move the records together: takes an empty array with room for them and for so many
  /// bytes more. Answers the old one, from which each has to be [#take]n.
  byte[] beginPacking(int more) {
    byte[] old = bytes;
    int live = live();
    bytes = live + more == 0 ? NOTHING : new byte[roomFor(live + more)];
    end = 0;
    dead = 0;
    return old;
  }

  /// Copies a record's bytes to the end.
  int take(byte[] from, int at, int size) {
    int place = end;
    System.arraycopy(from, at, bytes, place, size);
    end = place + size;
    return place + 1;
  }

  private static int roomFor(int length) {
    int room = Math.addExact(length, Math.max(24, length >> 2));
    return (room + 12 + 7 & -8) - 12; // what an array takes anyway
  }

  /// Adds the head of a record, for which there is room.
  void addHead(int keyLength, int valueLength) {
    end = writeLength(writeLength(end, keyLength), valueLength);
  }

  private int writeLength(int place, int length) {
    int at = place;
    int rest = length;
    for (; rest > 127; rest >>>= 7) {
      bytes[at++] = (byte) (rest | 128);
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  /// Adds so many bytes of a record's content, behind its head.
  void addContent(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  /// Keeps an array outside and adds its place, behind a record's head.
  void addOutside(byte[] array) {
    int place = placeOutside(array);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[end++] = (byte) (place >>> shift);
    }
  }

  private int placeOutside(byte[] array) {
    byte[][] arrays = outside;
    if (arrays == null) {
      arrays = new byte[4][];
      outside = arrays;
    }
    int place = outsideCount;
    if (place == arrays.length) {
      for (place = 0; place < outsideCount && arrays[place] != null; place++) {}
      if (place == arrays.length) {
        arrays = Arrays.copyOf(arrays, 2 * place);
        outside = arrays;
      }
    }
    outsideCount = Math.max(outsideCount, place + 1);
    arrays[place] = array;
    outsideBytes += HeapSize.array(array.length, 1);
    return place;
  }

  /// Puts another array of the same length in a place.
  void replaceOutside(int place, byte[] array) {
    Objects.requireNonNull(outside)[place] = array;
  }

  /// Gives the array at a place up.
  void dropOutside(int place) {
    outsideBytes -= HeapSize.array(outside(place).length, 1);
    Objects.requireNonNull(outside)[place] = null;
  }

  /// A record of so many bytes is gone.
  void drop(int size) {
    dead += size;
  }
}
