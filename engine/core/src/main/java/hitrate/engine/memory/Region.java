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
/// With native access (`--enable-native-access`, as `./lab node` starts it) the whole address space
/// is reserved at once by mmap and pages appear when they are first written: reserving 64 GB takes
/// microseconds and no memory. Without it the region is a direct buffer that doubles by copying.
/// Because everything is addressed by offset, callers cannot tell the difference.
public final class Region implements AutoCloseable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// Up to this many bytes a loop over longs beats the call into the runtime's copy routine.
  private static final int SMALL_COPY = 64;

  private final @Nullable NativeMemory nativeMemory;
  private @Nullable Arena arena;
  private MemorySegment segment;
  private long capacity;

  private Region(
      @Nullable NativeMemory nativeMemory, @Nullable Arena arena, MemorySegment segment) {
    this.nativeMemory = nativeMemory;
    this.arena = arena;
    this.segment = segment;
    this.capacity = segment.byteSize();
  }

  /// Reserves `bytes` of address space, or less where the system refuses so much; falls back to
  /// portable memory where native access is not enabled.
  public static Region reserve(long bytes) {
    NativeMemory nativeMemory = NativeMemory.bind();
    if (nativeMemory != null) {
      for (long size = bytes; size >= 1L << 28; size >>= 1) {
        MemorySegment whole = nativeMemory.reserve(size);
        if (whole != null) {
          nativeMemory.preferHugePages(whole);
          return new Region(nativeMemory, null, whole);
        }
      }
    }
    return portable();
  }

  /// A region of plain direct memory that grows by doubling.
  public static Region portable() {
    Arena arena = Arena.ofShared();
    return new Region(null, arena, arena.allocate(1L << 20, 8));
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
    Arena larger = Arena.ofShared();
    MemorySegment target = larger.allocate(Math.max(end, capacity * 2), 8);
    MemorySegment.copy(segment, 0, target, 0, capacity);
    Arena old = arena;
    segment = target;
    capacity = target.byteSize();
    arena = larger;
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
