package hitrate.engine.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;

/// A region of direct memory that grows by doubling: for a host that has not enabled native access.
final class PortableRegion extends Region {
  private static final long FIRST_BYTES = 1L << 20;

  private Arena arena = Arena.ofShared();
  private MemorySegment segment = arena.allocate(FIRST_BYTES, 8);
  private long capacity = FIRST_BYTES;

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  void ensure(long end) {
    if (end <= capacity) {
      return;
    }
    Arena larger = Arena.ofShared();
    MemorySegment target = larger.allocate(Math.max(end, capacity * 2), 8);
    MemorySegment.copy(segment, 0, target, 0, capacity);
    arena.close();
    arena = larger;
    segment = target;
    capacity = target.byteSize();
  }

  @Override
  public void prepareAhead(Executor lane) {
    // direct memory is cleared, and so made, when it is taken
  }

  @Override
  void release(long at, long length) {
    // direct memory stays the process's own
  }

  @Override
  public long getLong(long at) {
    return segment.get(JAVA_LONG_UNALIGNED, at);
  }

  @Override
  public void putLong(long at, long value) {
    segment.set(JAVA_LONG_UNALIGNED, at, value);
  }

  @Override
  public byte getByte(long at) {
    return segment.get(JAVA_BYTE, at);
  }

  @Override
  public void putByte(long at, byte value) {
    segment.set(JAVA_BYTE, at, value);
  }

  @Override
  public void move(long from, long to, long length) {
    MemorySegment.copy(segment, from, segment, to, length);
  }

  @Override
  public void fill(long at, long length, byte value) {
    segment.asSlice(at, length).fill(value);
  }

  @Override
  void copyIn(long at, byte[] source, int from, int length) {
    MemorySegment.copy(source, from, segment, JAVA_BYTE, at, length);
  }

  @Override
  void copyOut(long at, byte[] target, int to, int length) {
    MemorySegment.copy(segment, JAVA_BYTE, at, target, to, length);
  }

  @Override
  public void close() {
    if (capacity > 0) {
      arena.close();
      segment = MemorySegment.NULL;
      capacity = 0;
    }
  }
}
