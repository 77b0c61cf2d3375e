package hitrate.engine.struct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The nodes of one [SortedSet], in a few long arrays: a million of them are some hundred objects
/// to the garbage collector, and a step from node to node waits for one line of memory.
///
/// ```
/// node:  score 8 | previous 4 | levels 1 | length 1 | - 2 | next 4, span 4 for each level | member
/// ```
///
/// A node's number says where it is: the chunk, and in it the place in steps of 8 bytes. A member
/// of more than 254 bytes is an array of its own; the node then has the length 255 and that array's
/// number. Nodes that are gone wait in lists by their size until others take their places.
///
/// A chunk that is in a frozen set, too, is copied before it changes.
final class SkipNodes {
  /// No node.
  static final int NONE = 0;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int PREVIOUS = 8;
  private static final int LEVELS = 12;
  private static final int LENGTH = 13;
  private static final int LINKS = 16;
  private static final int LINK_BYTES = 8;
  private static final int OUTSIDE = 255;

  private static final int STEP_SHIFT = 3;
  private static final int CHUNK_SHIFT = 13; // of a node's number
  private static final int CHUNK_STEPS = 1 << CHUNK_SHIFT;
  private static final int FIRST_STEPS = 64;
  private static final int MOST_STEPS = (LINKS + 32 * LINK_BYTES + OUTSIDE >> STEP_SHIFT) + 1;

  private byte[][] chunks;
  private boolean[] shared = {}; // which of the first chunks are in a frozen set, too
  private int lastChunk;
  private int filled = 1; // steps of the last chunk; number 0 stands for no node
  private final int[] free = new int[MOST_STEPS + 1]; // by size: the first of a list
  private long freeBytes;
  private long heapBytes;
  private byte[] @Nullable [] outside = new byte[0][];
  private int outsideCount; // numbers handed out at least once

  SkipNodes() {
    chunks = new byte[4][];
    chunks[0] = new byte[FIRST_STEPS << STEP_SHIFT];
    heapBytes = HeapSize.array(FIRST_STEPS << STEP_SHIFT, 1);
  }

  private SkipNodes(SkipNodes original) {
    chunks = Arrays.copyOf(original.chunks, original.lastChunk + 1);
    lastChunk = original.lastChunk;
    heapBytes = original.heapBytes;
    outside = original.outside.clone();
    outsideCount = original.outsideCount;
  }

  /// The nodes as they are now, to be read only, see [LargeValue#frozen].
  SkipNodes frozen() {
    shared = new boolean[lastChunk + 1];
    Arrays.fill(shared, true);
    return new SkipNodes(this);
  }

  /// Heap bytes of all nodes.
  long heapBytes() {
    return heapBytes
        + HeapSize.object(48)
        + HeapSize.array(chunks.length, HeapSize.REFERENCE)
        + HeapSize.array(outside.length, HeapSize.REFERENCE)
        + HeapSize.array(free.length, Integer.BYTES);
  }

  /// True when three quarters of the room are not in use.
  boolean isThin() {
    return lastChunk > 1 && freeBytes > 3 * (heapBytes >> 2);
  }

  private byte[] chunk(int node) {
    return chunks[node >>> CHUNK_SHIFT];
  }

  /// A node's chunk, to be written to.
  private byte[] own(int node) {
    int number = node >>> CHUNK_SHIFT;
    if (number < shared.length && shared[number]) {
      shared[number] = false;
      chunks[number] = chunks[number].clone();
    }
    return chunks[number];
  }

  private static int at(int node) {
    return (node & CHUNK_STEPS - 1) << STEP_SHIFT;
  }

  double score(int node) {
    return Double.longBitsToDouble((long) LONGS.get(chunk(node), at(node)));
  }

  void score(int node, double score) {
    LONGS.set(own(node), at(node), Double.doubleToRawLongBits(score));
  }

  int previous(int node) {
    return (int) INTS.get(chunk(node), at(node) + PREVIOUS);
  }

  void previous(int node, int previous) {
    INTS.set(own(node), at(node) + PREVIOUS, previous);
  }

  int levels(int node) {
    return chunk(node)[at(node) + LEVELS];
  }

  int next(int node, int level) {
    return (int) INTS.get(chunk(node), at(node) + LINKS + level * LINK_BYTES);
  }

  int span(int node, int level) {
    return (int) INTS.get(chunk(node), at(node) + LINKS + level * LINK_BYTES + Integer.BYTES);
  }

  void link(int node, int level, int next, int span) {
    byte[] chunk = own(node);
    int at = at(node) + LINKS + level * LINK_BYTES;
    INTS.set(chunk, at, next);
    INTS.set(chunk, at + Integer.BYTES, span);
  }

  /// The array that holds the member.
  byte[] array(int node) {
    byte[] chunk = chunk(node);
    int at = at(node);
    return (chunk[at + LENGTH] & 255) == OUTSIDE ? outside(chunk, at) : chunk;
  }

  /// Where in its array the member starts.
  int start(int node) {
    byte[] chunk = chunk(node);
    int at = at(node);
    return (chunk[at + LENGTH] & 255) == OUTSIDE ? 0 : memberAt(chunk, at);
  }

  int length(int node) {
    byte[] chunk = chunk(node);
    int at = at(node);
    int length = chunk[at + LENGTH] & 255;
    return length == OUTSIDE ? outside(chunk, at).length : length;
  }

  private static int memberAt(byte[] chunk, int at) {
    return at + LINKS + chunk[at + LEVELS] * LINK_BYTES;
  }

  private byte[] outside(byte[] chunk, int at) {
    byte[] member = outside[(int) INTS.get(chunk, memberAt(chunk, at))];
    if (member == null) {
      throw new IllegalStateException("no member outside");
    }
    return member;
  }

  boolean hasMember(int node, byte[] member, int offset, int length) {
    byte[] chunk = chunk(node);
    int at = at(node);
    int known = chunk[at + LENGTH] & 255;
    if (known == OUTSIDE) {
      byte[] kept = outside(chunk, at);
      return Arrays.equals(kept, 0, kept.length, member, offset, offset + length);
    }
    int start = memberAt(chunk, at);
    return known == length
        && Arrays.equals(chunk, start, start + length, member, offset, offset + length);
  }

  /// Compares a node's member with another, byte by byte.
  int compareMember(int node, byte[] member, int offset, int length) {
    byte[] array = array(node);
    int start = start(node);
    return Arrays.compareUnsigned(
        array, start, start + length(node), member, offset, offset + length);
  }

  /// A new node, not linked yet.
  int add(byte[] member, int offset, int length, double score, int levels) {
    boolean inside = length < OUTSIDE;
    int steps = steps(levels, inside ? length : Integer.BYTES);
    int node = allocate(steps);
    byte[] chunk = own(node);
    int at = at(node);
    Arrays.fill(chunk, at, at + LINKS + levels * LINK_BYTES, (byte) 0);
    chunk[at + LEVELS] = (byte) levels;
    chunk[at + LENGTH] = (byte) (inside ? length : OUTSIDE);
    score(node, score);
    if (inside) {
      System.arraycopy(member, offset, chunk, memberAt(chunk, at), length);
    } else {
      int number = keepOutside(Arrays.copyOfRange(member, offset, offset + length));
      INTS.set(chunk, memberAt(chunk, at), number);
    }
    return node;
  }

  /// Gives a node up.
  void drop(int node) {
    byte[] chunk = chunk(node);
    int at = at(node);
    int length = chunk[at + LENGTH] & 255;
    if (length == OUTSIDE) {
      heapBytes -= HeapSize.array(outside(chunk, at).length, 1);
      outside[(int) INTS.get(chunk, memberAt(chunk, at))] = null;
      length = Integer.BYTES;
    }
    release(node, steps(chunk[at + LEVELS], length));
  }

  private static int steps(int levels, int length) {
    return LINKS + levels * LINK_BYTES + length + 7 >> STEP_SHIFT;
  }

  private int allocate(int steps) {
    int node = free[steps];
    if (node != NONE) {
      free[steps] = (int) INTS.get(chunk(node), at(node));
      freeBytes -= (long) steps << STEP_SHIFT;
      return node;
    }
    if (filled + steps > CHUNK_STEPS) {
      startChunk();
    }
    ensure(filled + steps);
    node = lastChunk << CHUNK_SHIFT | filled;
    filled += steps;
    return node;
  }

  private void release(int node, int steps) {
    INTS.set(own(node), at(node), free[steps]);
    free[steps] = node;
    freeBytes += (long) steps << STEP_SHIFT;
  }

  private void startChunk() {
    if (++lastChunk == 1 << 31 - CHUNK_SHIFT) {
      throw new OutOfMemoryError("a sorted set of 16 GB cannot grow");
    }
    if (lastChunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, lastChunk + (lastChunk >> 1) + 1);
    }
    filled = 0;
    chunks[lastChunk] = new byte[0];
  }

  /// Makes the last chunk at least so long: it grows until it is one of 64 KB.
  private void ensure(int steps) {
    byte[] last = chunks[lastChunk];
    if (steps << STEP_SHIFT > last.length) {
      int room = Math.max(steps, Math.min(CHUNK_STEPS, 2 * (last.length >> STEP_SHIFT)));
      int least = lastChunk == 0 ? room : Math.max(room, CHUNK_STEPS / 4);
      chunks[lastChunk] = Arrays.copyOf(last, least << STEP_SHIFT);
      heapBytes += HeapSize.array(least << STEP_SHIFT, 1);
      heapBytes -= last.length == 0 ? 0 : HeapSize.array(last.length, 1);
    }
  }

  private int keepOutside(byte[] member) {
    int number = outsideCount;
    if (number == outside.length) {
      for (number = 0; number < outsideCount && outside[number] != null; number++) {}
      if (number == outside.length) {
        outside = Arrays.copyOf(outside, number + (number >> 1) + 4);
      }
    }
    outsideCount = Math.max(outsideCount, number + 1);
    outside[number] = member;
    heapBytes += HeapSize.array(member.length, 1);
    return number;
  }
}
