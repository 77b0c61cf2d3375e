package hitrate.engine.struct;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node of a [QuickList]: a listpack of some elements, or one plain element too large to pack.
final class QuickNode {
  private static final byte[] PACKED = new byte[0];

  @Nullable QuickNode previous;
  @Nullable QuickNode next;
  int count;
  private final Listpack packed; // empty in a plain node
  private byte[] plain; // PACKED in a packed node
  private long counted;

  private QuickNode(Listpack packed, byte[] plain, int count) {
    this.packed = packed;
    this.plain = plain;
    this.count = count;
  }

  static QuickNode of(Listpack packed) {
    return new QuickNode(packed, PACKED, packed.count());
  }

  static QuickNode of(byte[] source, int offset, int length) {
    var packed = new Listpack(Math.min(length, 1 << 20) + 20);
    packed.append(source, offset, length);
    return of(packed);
  }

  static QuickNode plain(byte[] source, int offset, int length) {
    var element = Arrays.copyOfRange(source, offset, offset + length);
    return new QuickNode(new Listpack(0), element, 1);
  }

  QuickNode copy() {
    var copy = new Listpack(packed.length());
    copy.load(packed.array(), 0, packed.length());
    return new QuickNode(copy, plain, count);
  }

  boolean isPlain() {
    return plain != PACKED;
  }

  Listpack packed() {
    return packed;
  }

  byte[] array() {
    return isPlain() ? plain : packed.array();
  }

  int length() {
    return isPlain() ? plain.length : packed.length();
  }

  /// Where in the listpack the element at an offset is; 0 in a plain node.
  int position(int offset) {
    return isPlain() ? 0 : packed.at(offset);
  }

  byte[] toArray(int position) {
    return isPlain() ? plain.clone() : packed.toArray(position);
  }

  void put(int offset, byte[] source, int from, int length) {
    if (offset == 0) {
      packed.prepend(source, from, length);
    } else if (offset == count) {
      packed.append(source, from, length);
    } else {
      packed.insertBefore(packed.at(offset), source, from, length);
    }
    count++;
  }

  void replace(int offset, byte[] source, int from, int length) {
    packed.replace(packed.at(offset), source, from, length);
  }

  void replacePlain(byte[] source, int from, int length) {
    plain = Arrays.copyOfRange(source, from, from + length);
  }

  void delete(int offset, int deleted) {
    packed.deleteRange(packed.at(offset), deleted);
    count -= deleted;
  }

  void appendAll(QuickNode other) {
    packed.appendAll(other.packed);
    count += other.count;
  }

  /// Gives room that is not used back.
  void shrink() {
    packed.shrink();
  }

  /// Heap bytes as they were counted last.
  long counted() {
    return counted;
  }

  /// Counts the heap bytes and answers how many more they are than at the last count.
  long recount() {
    long now =
        HeapSize.object(12 + 4 * HeapSize.REFERENCE)
            + HeapSize.object(HeapSize.REFERENCE + Integer.BYTES)
            + HeapSize.array(packed.array().length, 1)
            + (isPlain() ? HeapSize.array(plain.length, 1) : 0);
    long more = now - counted;
    counted = now;
    return more;
  }
}
