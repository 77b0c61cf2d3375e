package hitrate.engine.struct;

import hitrate.engine.bytes.Lzf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node of a [QuickList]: a listpack of some elements, or one plain element too large to pack.
///
/// Either may be compressed (LZF). Then only its length and its number of elements can be asked
/// for; it is to be read in an [expanded][#expanded] copy and changed after [#expand].
final class QuickNode {
  private static final byte[] NO_BYTES = {};
  private static final Listpack NO_ELEMENTS = new Listpack(0);

  /// Shorter nodes are never compressed, nor are those that would not become shorter by as many
  /// bytes as this: the real server's limits.
  private static final int COMPRESSIBLE = 48;

  private static final int LEAST_GAIN = 9;

  @Nullable QuickNode previous;
  @Nullable QuickNode next;
  int count;
  private final boolean isPlain;
  private Listpack packed; // NO_ELEMENTS in a plain node and in a compressed one
  private byte[] plain; // NO_BYTES unless plain and not compressed
  private byte @Nullable [] compressed;
  private int expandedLength; // of a compressed node
  private boolean isShared; // packed is in a frozen list, too
  private long counted;

  private QuickNode(boolean isPlain, Listpack packed, byte[] plain, int count) {
    this.isPlain = isPlain;
    this.packed = packed;
    this.plain = plain;
    this.count = count;
  }

  static QuickNode of(Listpack packed) {
    return new QuickNode(false, packed, NO_BYTES, packed.count());
  }

  /// A node of one element, with room for so many bytes or more.
  static QuickNode of(byte[] source, int offset, int length, int room) {
    var packed = new Listpack(Math.max(room, Math.min(length, 1 << 20) + 20));
    packed.append(source, offset, length);
    return of(packed);
  }

  static QuickNode plain(byte[] source, int offset, int length) {
    var element = Arrays.copyOfRange(source, offset, offset + length);
    return new QuickNode(true, NO_ELEMENTS, element, 1);
  }

  QuickNode copy() {
    if (compressed != null) {
      var copy = new QuickNode(isPlain, NO_ELEMENTS, NO_BYTES, count);
      copy.compressed = compressed.clone();
      copy.expandedLength = expandedLength;
      return copy;
    }
    if (isPlain) {
      return plain(plain, 0, plain.length);
    }
    var copy = new Listpack(packed.length());
    copy.load(packed.array(), 0, packed.length());
    return new QuickNode(false, copy, NO_BYTES, count);
  }

  /// A node of the same arrays, to be read only. This one takes another before it changes.
  QuickNode frozen() {
    var frozen = new QuickNode(isPlain, packed.frozen(), plain, count);
    frozen.compressed = compressed;
    frozen.expandedLength = expandedLength;
    isShared = true;
    return frozen;
  }

  /// The listpack, to be changed.
  private Listpack own() {
    if (isShared) {
      isShared = false;
      packed = packed.copy();
    }
    return packed;
  }

  boolean isPlain() {
    return isPlain;
  }

  Listpack packed() {
    return packed;
  }

  byte[] array() {
    return isPlain ? plain : packed.array();
  }

  /// Bytes of the node, expanded if it is compressed.
  int length() {
    return compressed != null ? expandedLength : isPlain ? plain.length : packed.length();
  }

  /// The array of the node's bytes as they are kept.
  byte[] storedArray() {
    return compressed != null ? compressed : array();
  }

  /// How many bytes are kept: fewer than its length where it is compressed.
  int stored() {
    return compressed != null ? compressed.length : length();
  }

  /// Compresses the node; false when it is so already or that does not pay.
  boolean compress(Lzf lzf) {
    int length = length();
    if (compressed != null || length < COMPRESSIBLE) {
      return false;
    }
    byte[] target = new byte[length];
    int size = lzf.compress(array(), 0, length, target, 0, length);
    if (size < 0 || size > length - LEAST_GAIN) {
      return false;
    }
    compressed = Arrays.copyOf(target, size);
    expandedLength = length;
    packed = NO_ELEMENTS;
    plain = NO_BYTES;
    return true;
  }

  /// Makes the node one that is not compressed; false when it was none.
  boolean expand() {
    if (compressed == null) {
      return false;
    }
    byte[] bytes = new byte[expandedLength];
    if (!Lzf.expand(compressed, 0, compressed.length, bytes, expandedLength)) {
      throw new IllegalStateException("a compressed node is damaged");
    }
    if (isPlain) {
      plain = bytes;
    } else {
      packed = Listpack.wrap(bytes);
    }
    compressed = null;
    return true;
  }

  /// The node itself, or an expanded copy if it is compressed.
  QuickNode expanded() {
    if (compressed == null) {
      return this;
    }
    var copy = new QuickNode(isPlain, NO_ELEMENTS, NO_BYTES, count);
    copy.compressed = compressed;
    copy.expandedLength = expandedLength;
    copy.expand();
    return copy;
  }

  /// Where in the listpack the element at an offset is; 0 in a plain node.
  int position(int offset) {
    return isPlain ? 0 : packed.at(offset);
  }

  byte[] toArray(int position) {
    return isPlain ? plain.clone() : packed.toArray(position);
  }

  void put(int offset, byte[] source, int from, int length) {
    Listpack target = own();
    if (offset == 0) {
      target.prepend(source, from, length);
    } else if (offset == count) {
      target.append(source, from, length);
    } else {
      target.insertBefore(target.at(offset), source, from, length);
    }
    count++;
  }

  void replace(int offset, byte[] source, int from, int length) {
    own().replace(packed.at(offset), source, from, length);
  }

  void replacePlain(byte[] source, int from, int length) {
    plain = Arrays.copyOfRange(source, from, from + length);
  }

  void delete(int offset, int deleted) {
    own().deleteRange(packed.at(offset), deleted);
    count -= deleted;
  }

  void appendAll(QuickNode other) {
    own().appendAll(other.packed);
    count += other.count;
  }

  /// Gives room that is not used back, unless it is so little that it is not worth the copy.
  void shrink() {
    if (packed.array().length - packed.length() > packed.length() >> 4) {
      packed.shrink();
    }
  }

  /// Bytes that the node has room for.
  int room() {
    return packed.array().length;
  }

  /// Heap bytes as they were counted last.
  long counted() {
    return counted;
  }

  /// Counts the heap bytes and answers how many more they are than at the last count.
  long recount() {
    long now = HeapSize.object(Integer.BYTES * 2 + Long.BYTES + 1 + 5 * HeapSize.REFERENCE);
    if (compressed != null) {
      now += HeapSize.array(compressed.length, 1);
    } else if (isPlain) {
      now += HeapSize.array(plain.length, 1);
    } else {
      now +=
          HeapSize.object(HeapSize.REFERENCE + Integer.BYTES)
              + HeapSize.array(packed.array().length, 1);
    }
    long more = now - counted;
    counted = now;
    return more;
  }
}
