package hitrate.engine.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A region that moves into reserved address space when it grows for the first time.
///
/// All access goes through one constant segment that spans the whole address space: for a constant
/// the compiler drops the checks of lifetime and owner that each access to a segment in a field
/// pays. What remains is one comparison with the capacity, so that a wrong address throws.
///
/// The move comes late because binding mmap takes a JVM longer than everything else that a node
/// does until it is ready: 0.14 of 0.28 s. [Region#prepare] does it on another thread meanwhile.
@SuppressWarnings("restricted") // made only where the host has enabled native access
final class ReservedRegion extends Region {
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final long FIRST_BYTES = 1L << 20;
  private static final long LEAST_RESERVED = 1L << 28;

  private final long wanted;
  private @Nullable NativeMemory calls; // set once the region lives in reserved space
  private @Nullable Arena arena; // set while it lives in plain memory
  private MemorySegment whole;
  private long base;
  private long capacity;
  private @Nullable Executor lane; // for pages ahead
  private @Nullable PagesAhead ahead; // once there is a lane, and reserved space

  /// @param wanted bytes of address space to reserve when the first block is full
  ReservedRegion(long wanted) {
    this.wanted = wanted;
    this.arena = Arena.ofShared();
    this.whole = arena.allocate(FIRST_BYTES, 8);
    this.base = whole.address();
    this.capacity = whole.byteSize();
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  void ensure(long end) {
    if (end > capacity) {
      grow(end);
    }
    if (ahead != null) {
      ahead.reach(end);
    }
  }

  private void grow(long end) {
    if (calls != null) {
      throw new OutOfMemoryError("the reserved " + (capacity >> 20) + " MB are used up");
    }
    if (!moveToReserved(end)) {
      Arena larger = Arena.ofShared();
      moveTo(larger.allocate(Math.max(end, capacity * 2), 8), larger);
    }
  }

  /// Moves to the most address space that the system grants; false where it grants none.
  private boolean moveToReserved(long end) {
    NativeMemory bound = NativeMemory.bound();
    if (bound == null) {
      return false;
    }
    for (long size = wanted; size >= Math.max(LEAST_RESERVED, end); size >>= 1) {
      MemorySegment granted = bound.reserve(size);
      if (granted != null) {
        bound.preferHugePages(granted);
        moveTo(granted, null);
        calls = bound;
        if (lane != null) {
          ahead = new PagesAhead(bound, granted, lane);
        }
        return true;
      }
    }
    return false;
  }

  private void moveTo(MemorySegment target, @Nullable Arena owner) {
    MemorySegment.copy(whole, 0, target, 0, capacity);
    Arena old = arena;
    whole = target;
    base = target.address();
    capacity = target.byteSize();
    arena = owner;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void prepareAhead(Executor idle) {
    lane = idle;
  }

  @Override
  void release(long at, long length) {
    if (calls != null) {
      calls.release(whole.asSlice(at, length));
    }
  }

  @Override
  public long getLong(long at) {
    return MEMORY.get(JAVA_LONG_UNALIGNED, base + Objects.checkIndex(at, capacity - 7));
  }

  @Override
  public void putLong(long at, long value) {
    MEMORY.set(JAVA_LONG_UNALIGNED, base + Objects.checkIndex(at, capacity - 7), value);
  }

  @Override
  public byte getByte(long at) {
    return MEMORY.get(JAVA_BYTE, base + Objects.checkIndex(at, capacity));
  }

  @Override
  public void putByte(long at, byte value) {
    MEMORY.set(JAVA_BYTE, base + Objects.checkIndex(at, capacity), value);
  }

  @Override
  public void move(long from, long to, long length) {
    MemorySegment.copy(whole, from, whole, to, length);
  }

  @Override
  public void fill(long at, long length, byte value) {
    whole.asSlice(at, length).fill(value);
  }

  @Override
  void copyIn(long at, byte[] source, int from, int length) {
    MemorySegment.copy(source, from, whole, JAVA_BYTE, at, length);
  }

  @Override
  void copyOut(long at, byte[] target, int to, int length) {
    MemorySegment.copy(whole, JAVA_BYTE, at, target, to, length);
  }

  @Override
  public void close() {
    if (capacity > 0) {
      capacity = 0;
      if (ahead != null) {
        ahead.close();
      }
      if (calls != null) {
        calls.unmap(whole);
      } else if (arena != null) {
        arena.close();
        arena = null;
      }
    }
  }
}
