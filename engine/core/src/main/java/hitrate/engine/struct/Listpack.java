package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.memory.Region;
import java.util.Arrays;

/// A list of strings and integers packed into one run of bytes: the real server's listpack
/// (Salvatore Sanfilippo, "Listpack specification", 2017), byte for byte.
///
/// ```
/// total bytes u32 LE | elements u16 LE | entry ... entry | 0xFF
/// entry: encoding and data | length of these, readable backwards, 1 to 5 bytes
/// ```
///
/// What looks like a 64-bit integer in canonical decimal form is stored as one, in as few bytes as
/// hold it ([ListpackEntry]). The element count sticks at 65535 once there are so many.
///
/// The object is a scratch: load bytes, change them, store them. A position is the offset of an
/// entry within [#array()], and -1 stands for none; every change makes positions behind it invalid.
/// Ranges of bytes handed in must not lie in this listpack's own array.
public final class Listpack {
  /// The length of an empty listpack.
  public static final int EMPTY_LENGTH = 7;

  static final int HEADER = 6;
  static final int END = 0xff;

  /// What the header says when it cannot tell.
  public static final int UNKNOWN_COUNT = 0xffff;

  private byte[] bytes;
  private int length;

  /// An empty listpack.
  public Listpack() {
    this(64);
  }

  /// An empty listpack with room for so many bytes.
  public Listpack(int capacity) {
    bytes = new byte[Math.max(capacity, EMPTY_LENGTH)];
    clear();
  }

  private Listpack(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /// A listpack of these bytes, which are trusted and from now on its own.
  static Listpack wrap(byte[] bytes) {
    return new Listpack(bytes, bytes.length);
  }

  /// A listpack with an array of its own, as long as this one's.
  Listpack copy() {
    return new Listpack(bytes.clone(), length);
  }

  /// A listpack of the same array: none of the two may change any more.
  Listpack frozen() {
    return new Listpack(bytes, length);
  }

  /// Takes all elements out.
  public void clear() {
    Arrays.fill(bytes, 0, HEADER, (byte) 0);
    bytes[HEADER] = (byte) END;
    setLength(EMPTY_LENGTH);
  }

  /// Reads a listpack of `size` bytes at the offset `at`. The bytes are trusted.
  public void load(Region region, long at, int size) {
    ensure(size);
    region.read(at, bytes, 0, size);
    length = size;
  }

  /// Reads a listpack of `size` bytes. The bytes are trusted; check others with [#validate()].
  public void load(byte[] source, int offset, int size) {
    ensure(size);
    System.arraycopy(source, offset, bytes, 0, size);
    length = size;
  }

  /// Writes the listpack, [#length()] bytes, at the offset `at`.
  public void store(Region region, long at) {
    region.write(at, bytes, 0, length);
  }

  /// The array that holds the listpack from its first byte on; it may be longer, and the next
  /// change may put another in its place.
  public byte[] array() {
    return bytes;
  }

  /// How many bytes the listpack takes.
  public int length() {
    return length;
  }

  /// The listpack as a byte string of its own.
  public Bytes bytes() {
    return Bytes.copyOf(bytes, 0, length);
  }

  /// Gives room that is not used back.
  void shrink() {
    if (bytes.length > length) {
      bytes = Arrays.copyOf(bytes, length);
    }
  }

  /// The number of elements; counts them where the header cannot tell.
  public int count() {
    int known = headerCount();
    if (known != UNKNOWN_COUNT) {
      return known;
    }
    int counted = 0;
    for (int at = HEADER; !isEnd(at); at = skip(at)) {
      counted++;
    }
    if (counted < UNKNOWN_COUNT) {
      setHeaderCount(counted);
    }
    return counted;
  }

  /// True when there is no element.
  public boolean isEmpty() {
    return length == EMPTY_LENGTH;
  }

  /// The first element, -1 if there is none.
  public int first() {
    return isEnd(HEADER) ? -1 : HEADER;
  }

  /// The last element, -1 if there is none.
  public int last() {
    return before(length - 1);
  }

  /// The element behind this one, -1 if it was the last.
  public int next(int position) {
    int next = skip(position);
    return isEnd(next) ? -1 : next;
  }

  /// The element ahead of this one, -1 if it was the first.
  public int previous(int position) {
    return before(position);
  }

  /// The element at an index, counted from 0 at the head or from -1 at the tail; -1 if there is
  /// none.
  public int at(long index) {
    int known = headerCount();
    long fromHead = index;
    if (known != UNKNOWN_COUNT) {
      fromHead = index < 0 ? index + known : index;
      if (fromHead < 0 || fromHead >= known) {
        return -1;
      }
      if (fromHead > known / 2) {
        return fromTail(known - 1 - fromHead);
      }
    }
    return fromHead < 0 ? fromTail(-1 - fromHead) : fromHead(fromHead);
  }

  private int fromHead(long steps) {
    int at = first();
    for (long left = steps; left > 0 && at != -1; left--) {
      at = next(at);
    }
    return at;
  }

  private int fromTail(long steps) {
    int at = last();
    for (long left = steps; left > 0 && at != -1; left--) {
      at = previous(at);
    }
    return at;
  }

  /// True when the element is stored as an integer.
  public boolean isInteger(int position) {
    return ListpackEntry.isInteger(bytes, position);
  }

  /// The integer at a position where [#isInteger] holds.
  public long longAt(int position) {
    return ListpackEntry.integer(bytes, position);
  }

  /// Where in [#array()] the bytes of a string start. Not for integers.
  public int start(int position) {
    return position + ListpackEntry.stringHeader(bytes, position);
  }

  /// The length of the element as a string; an integer counts in its decimal form.
  public int size(int position) {
    return isInteger(position)
        ? Decimal.length(longAt(position))
        : ListpackEntry.stringLength(bytes, position);
  }

  /// The element as a byte string, an integer in its decimal form.
  public Bytes bytes(int position) {
    return Bytes.wrap(toArray(position));
  }

  /// The element as a fresh array, an integer in its decimal form.
  public byte[] toArray(int position) {
    if (isInteger(position)) {
      return Decimal.bytes(longAt(position));
    }
    int start = start(position);
    return Arrays.copyOfRange(bytes, start, start + size(position));
  }

  /// Copies the element to `target`, an integer in its decimal form, and answers the offset behind.
  public int copyInto(int position, byte[] target, int offset) {
    if (isInteger(position)) {
      return Decimal.write(longAt(position), target, offset);
    }
    int size = size(position);
    System.arraycopy(bytes, start(position), target, offset, size);
    return offset + size;
  }

  /// True when the element is this string.
  public boolean matches(int position, byte[] other, int offset, int size) {
    if (isInteger(position)) {
      return Decimal.isLong(other, offset, size)
          && Decimal.parse(other, offset, size) == longAt(position);
    }
    return matchesString(position, other, offset, size);
  }

  /// True when two elements are the same string. Both must have been put in here.
  private boolean isSame(int position, int other) {
    int size = skip(position) - position; // what is the same is written in the same way
    return size == skip(other) - other
        && Arrays.equals(bytes, position, position + size, bytes, other, other + size);
  }

  /// True when any two elements are the same string. Each is compared with all before it, by a
  /// number made of its bytes first: for few elements. All must have been put in here.
  public boolean hasRepeats() {
    int count = count();
    var places = new int[count];
    var marks = new int[count];
    int seen = 0;
    for (int at = first(); at >= 0; at = next(at)) {
      int mark = mark(at);
      for (int i = 0; i < seen; i++) {
        if (marks[i] == mark && isSame(places[i], at)) {
          return true;
        }
      }
      places[seen] = at;
      marks[seen++] = mark;
    }
    return false;
  }

  private int mark(int position) {
    int mark = 0;
    for (int i = position, end = skip(position); i < end; i++) {
      mark = 31 * mark + bytes[i];
    }
    return mark;
  }

  private boolean matchesString(int position, byte[] other, int offset, int size) {
    int start = start(position);
    return ListpackEntry.stringLength(bytes, position) == size
        && Arrays.equals(bytes, start, start + size, other, offset, offset + size);
  }

  /// Compares the element with a string by bytes, as C's `memcmp` does, the shorter first where one
  /// begins with the other: negative, 0 or positive.
  public int compare(int position, byte[] other, int offset, int size) {
    if (isInteger(position)) {
      var decimal = Decimal.bytes(longAt(position));
      return Arrays.compareUnsigned(decimal, 0, decimal.length, other, offset, offset + size);
    }
    int start = start(position);
    int end = start + ListpackEntry.stringLength(bytes, position);
    return Arrays.compareUnsigned(bytes, start, end, other, offset, offset + size);
  }

  /// The first element from `from` on that is this string, -1 if there is none. Between two that
  /// are looked at, `skip` elements are passed over: 1 looks at the fields of field-value pairs.
  public int find(byte[] wanted, int offset, int size, int from, int skip) {
    boolean isLong = Decimal.isLong(wanted, offset, size);
    long number = isLong ? Decimal.parse(wanted, offset, size) : 0;
    int at = from;
    while (at != -1 && !isEnd(at)) {
      boolean found =
          isInteger(at)
              ? isLong && longAt(at) == number
              : !isLong && matchesString(at, wanted, offset, size);
      if (found) {
        return at;
      }
      at = skip(at);
      for (int left = skip; left > 0 && !isEnd(at); left--) {
        at = skip(at);
      }
    }
    return -1;
  }

  /// Adds a string at the tail and answers its position.
  public int append(byte[] source, int offset, int size) {
    return put(length - 1, 0, source, offset, size);
  }

  /// Adds a number at the tail and answers its position.
  public int append(long value) {
    return put(length - 1, 0, value);
  }

  /// Adds a string at the head and answers its position.
  public int prepend(byte[] source, int offset, int size) {
    return put(HEADER, 0, source, offset, size);
  }

  /// Adds a number at the head and answers its position.
  public int prepend(long value) {
    return put(HEADER, 0, value);
  }

  /// Puts a string ahead of the element at a position, which is then the new one's.
  public int insertBefore(int position, byte[] source, int offset, int size) {
    return put(position, 0, source, offset, size);
  }

  /// Puts a number ahead of the element at a position, which is then the new one's.
  public int insertBefore(int position, long value) {
    return put(position, 0, value);
  }

  /// Puts a string behind the element at a position and answers the new one's.
  public int insertAfter(int position, byte[] source, int offset, int size) {
    return put(skip(position), 0, source, offset, size);
  }

  /// Puts a number behind the element at a position and answers the new one's.
  public int insertAfter(int position, long value) {
    return put(skip(position), 0, value);
  }

  /// Puts a string in the place of an element; its position stays.
  public int replace(int position, byte[] source, int offset, int size) {
    return put(position, skip(position) - position, source, offset, size);
  }

  /// Puts a number in the place of an element; its position stays.
  public int replace(int position, long value) {
    return put(position, skip(position) - position, value);
  }

  /// Takes the element out and answers the position of the one behind it, -1 if it was the last.
  public int delete(int position) {
    return deleteRange(position, 1);
  }

  /// Takes out the element at `position` and those behind it, `count` in all or as many as there
  /// are; answers the position of the next one, -1 if none is left behind.
  public int deleteRange(int position, long count) {
    int end = position;
    int deleted = 0;
    while (deleted < count && !isEnd(end)) {
      end = skip(end);
      deleted++;
    }
    resize(position, end - position, 0);
    addToHeaderCount(-deleted);
    return isEnd(position) ? -1 : position;
  }

  /// Adds all elements of another listpack at the tail.
  public void appendAll(Listpack other) {
    int both = headerCount() + other.headerCount();
    int at = length - 1;
    int added = other.length - EMPTY_LENGTH;
    resize(at, 0, added);
    System.arraycopy(other.bytes, HEADER, bytes, at, added);
    setHeaderCount(Math.min(both, UNKNOWN_COUNT));
  }

  /// True when the bytes are a well-formed listpack, so that every operation here is safe on them:
  /// for bytes that come from outside. Checks each entry, as the real server does when asked to
  /// sanitize deeply.
  public boolean validate() {
    return ListpackEntry.validate(bytes, length);
  }

  /// How many elements the header says there are, right or wrong; 65535 when it cannot tell.
  public int toldCount() {
    return headerCount();
  }

  /// Has the elements of a listpack from outside counted anew: what its header says may be wrong.
  public void forgetCount() {
    setHeaderCount(UNKNOWN_COUNT);
  }

  private int put(int at, int removed, byte[] source, int offset, int size) {
    if (Decimal.isLong(source, offset, size)) {
      return put(at, removed, Decimal.parse(source, offset, size));
    }
    int encoded = ListpackEntry.stringSize(size);
    resize(at, removed, encoded + ListpackEntry.lengthSize(encoded));
    int behind = ListpackEntry.writeString(source, offset, size, bytes, at);
    return written(at, removed, encoded, behind);
  }

  private int put(int at, int removed, long value) {
    int encoded = ListpackEntry.integerSize(value);
    resize(at, removed, encoded + 1);
    int behind = ListpackEntry.writeInteger(value, bytes, at);
    return written(at, removed, encoded, behind);
  }

  private int written(int at, int removed, int encoded, int behind) {
    ListpackEntry.writeLength(encoded, bytes, behind);
    if (removed == 0) {
      addToHeaderCount(1);
    }
    return at;
  }

  /// Makes the `old` bytes at an offset `now` bytes.
  private void resize(int at, int old, int now) {
    if (old == now) {
      return;
    }
    int newLength = Math.addExact(length, now - old);
    ensure(newLength);
    System.arraycopy(bytes, at + old, bytes, at + now, length - at - old);
    setLength(newLength);
  }

  private void ensure(int capacity) {
    if (capacity > bytes.length) {
      long generous = Math.max(64, capacity + (capacity >> 1));
      bytes = Arrays.copyOf(bytes, (int) Math.min(generous, Integer.MAX_VALUE - 16));
    }
  }

  private int skip(int position) {
    int encoded = ListpackEntry.size(bytes, position);
    return position + encoded + ListpackEntry.lengthSize(encoded);
  }

  private int before(int position) {
    if (position == HEADER) {
      return -1;
    }
    int encoded = ListpackEntry.readLength(bytes, position - 1);
    return position - encoded - ListpackEntry.lengthSize(encoded);
  }

  private boolean isEnd(int position) {
    return bytes[position] == (byte) END;
  }

  private void setLength(int newLength) {
    length = newLength;
    ListpackEntry.writeLittleEndian(newLength, 4, bytes, 0);
  }

  private int headerCount() {
    return bytes[4] & 0xff | (bytes[5] & 0xff) << 8;
  }

  private void setHeaderCount(int count) {
    ListpackEntry.writeLittleEndian(count, 2, bytes, 4);
  }

  private void addToHeaderCount(int added) {
    int known = headerCount();
    if (known != UNKNOWN_COUNT) {
      setHeaderCount(known + added);
    }
  }
}
