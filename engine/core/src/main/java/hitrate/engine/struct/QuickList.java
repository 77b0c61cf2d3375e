package hitrate.engine.struct;

import hitrate.engine.bytes.Lzf;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// A long list: a chain of [Listpack]s, each small enough that changing it inside is cheap. After
/// the real server's quicklist (Matt Stancliff, 2014): nodes are cut, filled and joined by the same
/// rules, so that a DUMP of the same history has the same nodes.
///
/// A node is full by `limit`, the setting list-max-listpack-size: -1 to -5 stand for 4, 8, 16, 32,
/// 64 KB; a positive number for so many elements within 8 KB. An element too large to pack has a
/// *plain* node of its own.
///
/// Walks and changes inside the list go through a [Cursor].
///
/// With a compression depth (the setting list-compress-depth) other than 0 only so many nodes at
/// each end are kept as they are; those between are compressed where that pays. Reading looks at an
/// expanded copy. A node to be changed is expanded in place and stays *open*, since the next change
/// is often there, too: until another node is opened or [#settle] is called.
public final class QuickList implements LargeValue {
  /// An element of so many bytes or more is never packed unless told otherwise.
  public static final int DEFAULT_PACKED_THRESHOLD = 1 << 30;

  /// The most bytes of a node whose elements are counted.
  private static final int COUNTED_NODE_BYTES = 8192;

  private static final int DEEPEST = (1 << 16) - 1;

  private final int limit;
  private final int compressDepth;
  private final Lzf lzf;
  private int packedThreshold = DEFAULT_PACKED_THRESHOLD;
  private @Nullable QuickNode head;
  private @Nullable QuickNode tail;
  private @Nullable QuickNode open;
  private long size;
  private int nodes;
  private long nodeBytes;

  /// An empty list with its node limit and compression depth.
  public QuickList(int limit, int compressDepth) {
    this(limit, compressDepth, new Lzf());
  }

  /// An empty list that shares a compressor, whose table is larger than most lists, with others of
  /// the same thread.
  public QuickList(int limit, int compressDepth, Lzf lzf) {
    this.lzf = lzf;
    this.limit = clampedLimit(limit);
    this.compressDepth = Math.clamp(compressDepth, 0, DEEPEST);
  }

  /// Elements of so many bytes or more get nodes of their own from now on.
  public void packedThreshold(int bytes) {
    packedThreshold = bytes;
  }

  /// The setting list-max-listpack-size as a list takes it over.
  public static int clampedLimit(int limit) {
    return Math.clamp(limit, -5, Short.MAX_VALUE);
  }

  /// The setting list-max-listpack-size that the list was made with.
  public int limit() {
    return limit;
  }

  /// The setting list-compress-depth that the list was made with.
  public int compressDepth() {
    return compressDepth;
  }

  /// The number of elements.
  public long size() {
    return size;
  }

  /// The number of nodes.
  public int nodes() {
    return nodes;
  }

  @Override
  public long parts() {
    return nodes();
  }

  /// Heap bytes of the list with all its elements.
  @Override
  public long bytes() {
    return nodeBytes + HeapSize.object(32 + 4 * HeapSize.REFERENCE);
  }

  @Override
  public QuickList copy() {
    var copy = new QuickList(limit, compressDepth, lzf);
    copy.packedThreshold = packedThreshold;
    for (QuickNode node = head; node != null; node = node.next) {
      QuickNode other = node.copy();
      copy.size += other.count;
      copy.linkAsItIs(other, copy.tail, true);
    }
    return copy;
  }

  @Override
  public QuickList frozen() {
    var frozen = new QuickList(limit, compressDepth, lzf);
    for (QuickNode node = head; node != null; node = node.next) {
      QuickNode other = node.frozen();
      frozen.size += other.count;
      frozen.linkAsItIs(other, frozen.tail, true);
    }
    return frozen;
  }

  /// Compresses what changes have left open. To be called when a change of several steps is over;
  /// until then the list is sound, only larger than it need be.
  public void settle() {
    QuickNode changed = open;
    if (changed != null) {
      open = null;
      compressAround(changed);
    }
  }

  /// Shows the bytes of each node from head to tail: those of a listpack, or of the one element of
  /// a plain node. An array may be longer than the bytes in use, which are counted.
  public void forEachNode(ObjIntConsumer<byte[]> packed, ObjIntConsumer<byte[]> plain) {
    for (QuickNode node = head; node != null; node = node.next) {
      QuickNode expanded = node.expanded();
      (node.isPlain() ? plain : packed).accept(expanded.array(), node.length());
    }
  }

  /// Takes a node as it is kept.
  public interface StoredNodeVisitor {
    /// A node of `length` bytes, of which `stored` are kept: fewer where it is compressed. The
    /// array may be longer.
    void visit(boolean isPlain, byte[] bytes, int stored, int length);
  }

  /// Shows each node from head to tail as it is kept.
  public void forEachStored(StoredNodeVisitor visitor) {
    for (QuickNode node = head; node != null; node = node.next) {
      visitor.visit(node.isPlain(), node.storedArray(), node.stored(), node.length());
    }
  }

  /// Adds a whole node at the tail: a listpack that is not empty, whose bytes are trusted.
  public void appendListpack(byte[] bytes, int offset, int length) {
    var listpack = new Listpack(length);
    listpack.load(bytes, offset, length);
    addCounted(QuickNode.of(listpack), tail, true);
  }

  /// Adds an element in a plain node of its own at the tail.
  public void appendPlain(byte[] source, int offset, int length) {
    addCounted(QuickNode.plain(source, offset, length), tail, true);
  }

  /// Adds an element at the head.
  public void addFirst(byte[] source, int offset, int length) {
    add(head, source, offset, length, false);
  }

  /// Adds an element at the tail.
  public void addLast(byte[] source, int offset, int length) {
    add(tail, source, offset, length, true);
  }

  private void add(@Nullable QuickNode end, byte[] source, int offset, int length, boolean atTail) {
    if (end == null || !takes(end, length)) {
      if (end != null) {
        end.shrink();
        recount(end);
      }
      addCounted(newNode(source, offset, length, roomBeside(end)), end, atTail);
    } else {
      int room = end.room();
      end.put(atTail ? end.count : 0, source, offset, length);
      size++;
      if (end.room() != room) {
        recount(end);
      }
    }
  }

  /// Bytes for a new end: beside a node that has become full another will, so it gets its room at
  /// once and need not grow by many small steps.
  private int roomBeside(@Nullable QuickNode end) {
    if (end == null || end.isPlain()) {
      return 0;
    }
    int expected = end.length() + (end.length() >> 3);
    return Math.min(expected, limit < 0 ? mostBytes(limit) : COUNTED_NODE_BYTES);
  }

  /// Takes the first element out and answers it; null when the list is empty.
  public byte @Nullable [] removeFirst() {
    return head == null ? null : removeAt(head, 0);
  }

  /// Takes the last element out and answers it; null when the list is empty.
  public byte @Nullable [] removeLast() {
    return tail == null ? null : removeAt(tail, tail.count - 1);
  }

  private byte[] removeAt(QuickNode node, int offset) {
    byte[] element = node.toArray(node.position(offset));
    delete(node, offset, 1);
    return element;
  }

  /// A cursor on the element at an index, counted from 0 at the head or from -1 at the tail; null
  /// if there is none.
  public @Nullable Cursor at(long index) {
    long fromHead = index < 0 ? index + size : index;
    if (fromHead < 0 || fromHead >= size) {
      return null;
    }
    if (fromHead <= size / 2) {
      QuickNode node = require(head);
      long left = fromHead;
      for (; left >= node.count; node = require(node.next)) {
        left -= node.count;
      }
      return new Cursor(this, node, (int) left);
    }
    QuickNode node = require(tail);
    long left = size - 1 - fromHead;
    for (; left >= node.count; node = require(node.previous)) {
      left -= node.count;
    }
    return new Cursor(this, node, (int) (node.count - 1 - left));
  }

  /// Takes out `count` elements from an index on, which counts from 0, or as many as there are.
  public void removeRange(long index, long count) {
    Cursor start = index < 0 ? null : at(index);
    if (start == null) {
      return;
    }
    QuickNode node = start.node();
    int offset = start.offset();
    long left = Math.min(count, size - index);
    while (left > 0 && node != null) {
      QuickNode next = node.next;
      int here = (int) Math.min(left, node.count - offset);
      delete(node, offset, here);
      left -= here;
      offset = 0;
      node = next;
    }
  }

  /// Puts an element ahead of or behind the one at an offset of a node.
  void insert(QuickNode node, int at, byte[] source, int offset, int length, boolean after) {
    boolean atEdge = at == (after ? node.count - 1 : 0);
    QuickNode neighbour = after ? node.next : node.previous;
    if (takes(node, length)) {
      open(node);
      node.put(after ? at + 1 : at, source, offset, length);
      size++;
      recount(node);
    } else if (atEdge && neighbour != null && takes(neighbour, length)) {
      open(neighbour);
      neighbour.put(after ? 0 : neighbour.count, source, offset, length);
      size++;
      recount(neighbour);
    } else if (atEdge) {
      addCounted(newNode(source, offset, length, 0), node, after);
    } else {
      insertBetweenHalves(node, at, source, offset, length, after);
    }
  }

  private void insertBetweenHalves(
      QuickNode node, int at, byte[] source, int offset, int length, boolean after) {
    QuickNode half = split(node, at, after);
    if (isLarge(length)) {
      QuickNode large = newNode(source, offset, length, 0);
      addCounted(large, node, after);
      link(half, large, after);
    } else {
      half.put(after ? 0 : half.count, source, offset, length);
      size++;
      link(half, node, after);
      joinAround(node);
    }
  }

  /// Puts another element in the place of the one at an offset of a node.
  void replace(QuickNode node, int at, byte[] source, int offset, int length) {
    if (!node.isPlain() && !isLarge(length)) {
      open(node);
      node.replace(at, source, offset, length);
      recount(node);
    } else if (node.isPlain() && isLarge(length)) {
      open(node);
      node.replacePlain(source, offset, length);
      recount(node);
    } else {
      insert(node, at, source, offset, length, true);
      delete(node, at, 1);
    }
  }

  /// Takes `count` elements out of a node from an offset on, and the node when it becomes empty.
  void delete(QuickNode node, int offset, int count) {
    size -= count;
    if (count == node.count) {
      unlink(node);
    } else {
      open(node);
      node.delete(offset, count);
      recount(node);
    }
  }

  /// Cuts a node in two. What is behind the offset (`after`), or ahead of it, goes to a new node,
  /// which is not linked yet; the element at the offset stays.
  private QuickNode split(QuickNode node, int offset, boolean after) {
    open(node);
    QuickNode half = node.copy();
    if (after) {
      half.delete(0, offset + 1);
      node.delete(offset + 1, node.count - offset - 1);
    } else {
      half.delete(offset, half.count - offset);
      node.delete(0, offset);
    }
    half.shrink();
    node.shrink();
    recount(node);
    return half;
  }

  /// Joins neighbours around a node that have become small: the two ahead of it, the two behind it,
  /// then the node with what is next to it on either side.
  private void joinAround(QuickNode center) {
    QuickNode previous = center.previous;
    if (previous != null) {
      join(previous.previous, previous);
    }
    if (center.next != null) {
      join(center.next, center.next.next);
    }
    QuickNode target = join(center.previous, center) ? require(center.previous) : center;
    join(target, target.next);
  }

  /// Moves all elements of the second node to the first and drops it; false where there are not two
  /// or they would not fit together. The second keeps its link backwards.
  private boolean join(@Nullable QuickNode first, @Nullable QuickNode second) {
    if (first == null
        || second == null
        || first.isPlain()
        || second.isPlain()
        || !fits(first.length() + second.length() - 7L, first.count + second.count)) {
      return false;
    }
    open(first);
    first.appendAll(second.expanded());
    unlink(second);
    recount(first);
    return true;
  }

  private boolean isLarge(int length) {
    return length >= packedThreshold;
  }

  /// True when one more element of so many bytes may go into the node. The real server's estimate:
  /// 8 bytes for an element's own encoding.
  private boolean takes(QuickNode node, int length) {
    return !node.isPlain()
        && !isLarge(length)
        && takesOneMore(limit, node.length(), node.count, length);
  }

  /// True when a node of so many bytes and elements may get one more of `length` bytes.
  ///
  /// @param limit the setting list-max-listpack-size
  public static boolean takesOneMore(int limit, int bytes, int count, int length) {
    return fits(clampedLimit(limit), bytes + length + 8L, count + 1);
  }

  private boolean fits(long bytes, int count) {
    return fits(limit, bytes, count);
  }

  private static boolean fits(int limit, long bytes, int count) {
    return limit < 0 ? bytes <= mostBytes(limit) : bytes <= COUNTED_NODE_BYTES && count <= limit;
  }

  private static int mostBytes(int negativeLimit) {
    return 2048 << -negativeLimit;
  }

  private QuickNode newNode(byte[] source, int offset, int length, int room) {
    return isLarge(length)
        ? QuickNode.plain(source, offset, length)
        : QuickNode.of(source, offset, length, room);
  }

  private void addCounted(QuickNode node, @Nullable QuickNode beside, boolean after) {
    size += node.count;
    link(node, beside, after);
  }

  private void link(QuickNode node, @Nullable QuickNode beside, boolean after) {
    linkAsItIs(node, beside, after);
    compressAround(node);
  }

  private void linkAsItIs(QuickNode node, @Nullable QuickNode beside, boolean after) {
    node.previous = after ? beside : beside == null ? null : beside.previous;
    node.next = after ? beside == null ? null : beside.next : beside;
    linkNeighbours(node);
    nodes++;
    nodeBytes += node.recount();
  }

  private void linkNeighbours(QuickNode node) {
    if (node.previous == null) {
      head = node;
    } else {
      node.previous.next = node;
    }
    if (node.next == null) {
      tail = node;
    } else {
      node.next.previous = node;
    }
  }

  private void unlink(QuickNode node) {
    if (node.previous == null) {
      head = node.next;
    } else {
      node.previous.next = node.next;
    }
    if (node.next == null) {
      tail = node.previous;
    } else {
      node.next.previous = node.previous;
    }
    nodes--;
    nodeBytes -= node.counted();
    if (open == node) {
      open = null;
    }
    compressAround(null);
  }

  /// Expands a node that is to be changed.
  private void open(QuickNode node) {
    if (compressDepth == 0) {
      return;
    }
    if (open != node) {
      settle();
      open = node;
    }
    expand(node);
  }

  /// Sees to it that the nodes of both ends are expanded and the two behind them compressed, which
  /// a new or a missing node has moved, and a node that has changed unless it is at an end.
  private void compressAround(@Nullable QuickNode changed) {
    if (compressDepth == 0 || nodes < 2L * compressDepth) {
      return;
    }
    QuickNode fromHead = require(head);
    QuickNode fromTail = require(tail);
    boolean isAtEnd = changed == null;
    for (int i = 0; i < compressDepth; i++) {
      expand(fromHead);
      expand(fromTail);
      isAtEnd |= changed == fromHead || changed == fromTail;
      if (fromHead == fromTail || fromHead.next == fromTail) {
        return;
      }
      fromHead = require(fromHead.next);
      fromTail = require(fromTail.previous);
    }
    if (changed != null && !isAtEnd) {
      compress(changed);
    }
    compress(fromHead);
    compress(fromTail);
  }

  private void compress(QuickNode node) {
    if (node != open && node.compress(lzf)) {
      recount(node);
    }
  }

  private void expand(QuickNode node) {
    if (node.expand()) {
      recount(node);
    }
  }

  private void recount(QuickNode node) {
    nodeBytes += node.recount();
  }

  private static QuickNode require(@Nullable QuickNode node) {
    if (node == null) {
      throw new IllegalStateException("a list ends before its size");
    }
    return node;
  }
}
