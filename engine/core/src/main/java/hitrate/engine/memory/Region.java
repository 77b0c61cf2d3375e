package hitrate.engine.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One stretch of off-heap memory addressed by offset, owned by one thread.
///
/// A region starts as 1 MB of plain direct memory. When it grows, and native access is enabled
/// (`--enable-native-access`, as `./lab node` starts it), it moves once into address space that
/// mmap reserves whole, where pages appear when they are first written: reserving 64 GB takes
/// microseconds and no memory. Without native access it doubles by copying. Because everything is
/// addressed by offset, callers cannot tell the difference.
///
/// The move comes late because binding mmap takes a JVM longer than everything else that a node
/// does until it is ready: 0.14 of 0.28 s. [#prepare] does it on another thread meanwhile.
public final class Region implements AutoCloseable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// Up to this many bytes a loop over longs beats the call into the runtime's copy routine.
  private static final int SMALL_COPY = 64;

  private static final long FIRST_BYTES = 1L << 20;
  private static final long LEAST_RESERVED = 1L << 28;

  private final long wanted; // address space to reserve when the first block is full, or 0
  private @Nullable NativeMemory nativeMemory; // set once the region lives in reserved space
  private @Nullable Arena arena; // set while it lives in plain memory
  private MemorySegment segment;
  private long capacity;

  private Region(long wanted) {
    this.wanted = wanted;
    this.arena = Arena.ofShared();
    this.segment = arena.allocate(FIRST_BYTES, 8);
    this.capacity = FIRST_BYTES;
  }

  /// A region that reserves `bytes` of address space, or less where the system refuses so much; it
  /// falls back to portable memory where native access is not enabled.
  public static Region reserve(long bytes) {
    return new Region(bytes);
  }

  /// A region of plain direct memory that grows by doubling.
  public static Region portable() {
    return new Region(0);
  }

  /// Binds the C library's calls now, so that the first region to grow need not wait for it. From
  /// any thread.
  public static void prepare() {
    NativeMemory.bound();
  }

  /// Bytes that can be addressed without growing.
  public long capacity() {
    return capacity;
  }

  /// Makes the bytes below `end` addressable.
  ///
  /// @throws OutOfMemoryError when the reserved space is used up
  void ensure(long end) {
    if (end <= capacity) {
      return;
    }
    if (nativeMemory != null) {
      throw new OutOfMemoryError("the reserved " + (capacity >> 20) + " MB are used up");
    }
    if (wanted == 0 || !moveToReserved(end)) {
      Arena larger = Arena.ofShared();
      move(larger.allocate(Math.max(end, capacity * 2), 8), larger);
    }
  }

  /// Moves to the most address space that the system grants; false where it grants none.
  private boolean moveToReserved(long end) {
    NativeMemory calls = NativeMemory.bound();
    if (calls == null) {
      return false;
    }
    for (long size = wanted; size >= Math.max(LEAST_RESERVED, end); size >>= 1) {
      MemorySegment whole = calls.reserve(size);
      if (whole != null) {
        calls.preferHugePages(whole);
        move(whole, null);
        nativeMemory = calls;
        return true;
      }
    }
    return false;
  }

  private void move(MemorySegment target, @Nullable Arena owner) {
    MemorySegment.copy(segment, 0, target, 0, capacity);
    Arena old = arena;
    segment = target;
    capacity = target.byteSize();
    arena = owner;
    if (old != null) {
      old.close();
    }
  }

  /// Returns the pages of `length` bytes at `at` to the system where that is possible.
  void release(long at, long length) {
    if (nativeMemory != null) {
      nativeMemory.release(segment.asSlice(at, length));
    }
  }

  public long getLong(long at) {
    return segment.get(JAVA_LONG_UNALIGNED, at);
  }

  public void putLong(long at, long value) {
    segment.set(JAVA_LONG_UNALIGNED, at, value);
  }

  public byte getByte(long at) {
    return segment.get(JAVA_BYTE, at);
  }

  public void putByte(long at, byte value) {
    segment.set(JAVA_BYTE, at, value);
  }

  /// Copies `length` bytes of `source` to the offset `at`.
  public void write(long at, byte[] source, int from, int length) {
    if (length > SMALL_COPY) {
      MemorySegment.copy(source, from, segment, JAVA_BYTE, at, length);
      return;
    }
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      putLong(at + i, (long) LONGS.get(source, from + i));
    }
    for (; i < length; i++) {
      putByte(at + i, source[from + i]);
    }
  }

  /// Copies `length` bytes at the offset `at` to `target`.
  public void read(long at, byte[] target, int to, int length) {
    if (length > SMALL_COPY) {
      MemorySegment.copy(segment, JAVA_BYTE, at, target, to, length);
      return;
    }
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      LONGS.set(target, to + i, getLong(at + i));
    }
    for (; i < length; i++) {
      target[to + i] = getByte(at + i);
    }
  }

  /// Moves bytes inside the region; the two ranges may overlap.
  public void move(long from, long to, long length) {
    MemorySegment.copy(segment, from, segment, to, length);
  }

  public void fill(long at, long length, byte value) {
    segment.asSlice(at, length).fill(value);
  }

  /// True when the `length` bytes at `at` equal those of `other`.
  public boolean matches(long at, byte[] other, int from, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (getLong(at + i) != (long) LONGS.get(other, from + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (getByte(at + i) != other[from + i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    if (nativeMemory != null && capacity > 0) {
      nativeMemory.unmap(segment);
    } else if (arena != null) {
      arena.close();
      arena = null;
    }
    segment = MemorySegment.NULL;
    capacity = 0;
  }
}
