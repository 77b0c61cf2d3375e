package hitrate.engine.struct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The members of one [SortedSet] with their scores, in a few long arrays: a million of them are
/// some hundred objects to the garbage collector.
///
/// ```
/// member:  score 8 | length 1 | bytes
/// ```
///
/// A member's number says where it is: the chunk, and in it the place in steps of 8 bytes. One of
/// more than 254 bytes is an array of its own; there is the length 255 and that array's number
/// instead. Those that are gone wait in lists by their size until others take their places.
///
/// A chunk that is in a frozen set, too, is copied before it changes.
final class ScoredMembers {
  /// No member.
  static final int NONE = 0;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LENGTH = 8;
  private static final int START = 9;
  private static final int OUTSIDE = 255;

  private static final int STEP_SHIFT = 3;
  private static final int CHUNK_SHIFT = 13; // of a number
  private static final int CHUNK_STEPS = 1 << CHUNK_SHIFT;
  private static final int FIRST_STEPS = 64;
  private static final int MOST_STEPS = (START + OUTSIDE >> STEP_SHIFT) + 1;

  private byte[][] chunks;
  private boolean[] shared = {}; // which of the first chunks are in a frozen set, too
  private int lastChunk;
  private int filled = 1; // steps of the last chunk; number 0 stands for no member
  private final int[] free = new int[MOST_STEPS + 1]; // by size: the first of a list
  private long freeBytes;
  private long heapBytes;
  private byte[] @Nullable [] outside = new byte[0][];
  private int outsideCount; // numbers handed out at least once

  ScoredMembers() {
    chunks = new byte[4][];
    chunks[0] = new byte[FIRST_STEPS << STEP_SHIFT];
    heapBytes = HeapSize.array(FIRST_STEPS << STEP_SHIFT, 1);
  }

  private ScoredMembers(ScoredMembers original) {
    chunks = Arrays.copyOf(original.chunks, original.lastChunk + 1);
    lastChunk = original.lastChunk;
    heapBytes = original.heapBytes;
    outside = original.outside.clone();
    outsideCount = original.outsideCount;
  }

  /// The members as they are now, to be read only, see [LargeValue#frozen].
  ScoredMembers frozen() {
    shared = new boolean[lastChunk + 1];
    Arrays.fill(shared, true);
    return new ScoredMembers(this);
  }

  /// Heap bytes of all members.
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

  private byte[] chunk(int member) {
    return chunks[member >>> CHUNK_SHIFT];
  }

  /// A member's chunk, to be written to.
  private byte[] own(int member) {
    int number = member >>> CHUNK_SHIFT;
    if (number < shared.length && shared[number]) {
      shared[number] = false;
      chunks[number] = chunks[number].clone();
    }
    return chunks[number];
  }

  private static int at(int member) {
    return (member & CHUNK_STEPS - 1) << STEP_SHIFT;
  }

  double score(int member) {
    return Double.longBitsToDouble((long) LONGS.get(chunk(member), at(member)));
  }

  void score(int member, double score) {
    LONGS.set(own(member), at(member), Double.doubleToRawLongBits(score));
  }

  /// The array that holds the member.
  byte[] array(int member) {
    byte[] chunk = chunk(member);
    int at = at(member);
    return (chunk[at + LENGTH] & 255) == OUTSIDE ? outside(chunk, at) : chunk;
  }

  /// Where in its array the member starts.
  int start(int member) {
    int at = at(member);
    return (chunk(member)[at + LENGTH] & 255) == OUTSIDE ? 0 : at + START;
  }

  int length(int member) {
    byte[] chunk = chunk(member);
    int at = at(member);
    int length = chunk[at + LENGTH] & 255;
    return length == OUTSIDE ? outside(chunk, at).length : length;
  }

  private byte[] outside(byte[] chunk, int at) {
    byte[] kept = outside[(int) INTS.get(chunk, at + START)];
    if (kept == null) {
      throw new IllegalStateException("no member outside");
    }
    return kept;
  }

  boolean isMember(int member, byte[] array, int offset, int length) {
    byte[] chunk = chunk(member);
    int at = at(member);
    int known = chunk[at + LENGTH] & 255;
    if (known == OUTSIDE) {
      byte[] kept = outside(chunk, at);
      return Arrays.equals(kept, 0, kept.length, array, offset, offset + length);
    }
    int start = at + START;
    return known == length
        && Arrays.equals(chunk, start, start + length, array, offset, offset + length);
  }

  /// Compares a member with another, byte by byte.
  int compare(int member, byte[] array, int offset, int length) {
    int start = start(member);
    return Arrays.compareUnsigned(
        array(member), start, start + length(member), array, offset, offset + length);
  }

  /// Keeps a copy of a member and answers its number.
  int add(byte[] array, int offset, int length, double score) {
    boolean inside = length < OUTSIDE;
    int member = allocate(steps(inside ? length : Integer.BYTES));
    byte[] chunk = own(member);
    int at = at(member);
    chunk[at + LENGTH] = (byte) (inside ? length : OUTSIDE);
    score(member, score);
    if (inside) {
      System.arraycopy(array, offset, chunk, at + START, length);
    } else {
      INTS.set(chunk, at + START, keepOutside(Arrays.copyOfRange(array, offset, offset + length)));
    }
    return member;
  }

  /// Gives a member up.
  void drop(int member) {
    byte[] chunk = chunk(member);
    int at = at(member);
    int length = chunk[at + LENGTH] & 255;
    if (length == OUTSIDE) {
      heapBytes -= HeapSize.array(outside(chunk, at).length, 1);
      outside[(int) INTS.get(chunk, at + START)] = null;
      length = Integer.BYTES;
    }
    release(member, steps(length));
  }

  /// Leaves a note in the place of a member that has moved elsewhere: its new number.
  void leaveNumber(int member, int number) {
    INTS.set(own(member), at(member), number);
  }

  /// The number that was left in a member's place.
  int numberLeft(int member) {
    return (int) INTS.get(chunk(member), at(member));
  }

  private static int steps(int length) {
    return START + length + 7 >> STEP_SHIFT;
  }

  private int allocate(int steps) {
    int member = free[steps];
    if (member != NONE) {
      free[steps] = (int) INTS.get(chunk(member), at(member));
      freeBytes -= (long) steps << STEP_SHIFT;
      return member;
    }
    if (filled + steps > CHUNK_STEPS) {
      startChunk();
    }
    ensure(filled + steps);
    member = lastChunk << CHUNK_SHIFT | filled;
    filled += steps;
    return member;
  }

  private void release(int member, int steps) {
    INTS.set(own(member), at(member), free[steps]);
    free[steps] = member;
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
