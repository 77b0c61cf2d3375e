package hitrate.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;

/// One stretch of off-heap memory addressed by offset, owned by one thread.
///
/// A region starts as 1 MB of plain direct memory. When it grows, and native access is enabled
/// (`--enable-native-access`, as `./lab node` starts it), it moves once into address space that
/// mmap reserves whole, where pages appear when they are first written: reserving 64 GB takes
/// microseconds and no memory ([ReservedRegion]). Without native access it doubles by copying
/// ([PortableRegion]). Because everything is addressed by offset, callers cannot tell the
/// difference; and as a process uses one of the two, the calls cost nothing.
public abstract sealed class Region implements AutoCloseable
    permits ReservedRegion, PortableRegion {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// Up to this many bytes a loop over longs beats the call into the runtime's copy routine.
  private static final int SMALL_COPY = 64;

  /// What [#touch] has read, which means nothing: loads whose result goes nowhere the compiler
  /// leaves out.
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /// A region that reserves `bytes` of address space, or less where the system refuses so much; it
  /// falls back to portable memory where native access is not enabled.
  public static Region reserve(long bytes) {
    return NativeMemory.isEnabled() ? new ReservedRegion(bytes) : portable();
  }

  /// A region of plain direct memory that grows by doubling.
  public static Region portable() {
    return new PortableRegion();
  }

  /// Binds the C library's calls now, so that the first region to grow need not wait for it. From
  /// any thread.
  public static void prepare() {
    NativeMemory.bound();
  }

  /// From here on, has a lane of work ready the pages that will be needed next, where that is
  /// possible. To be called before the region grows.
  ///
  /// @param lane where tasks run one after another
  public abstract void prepareAhead(Executor lane);

  /// Bytes that can be addressed without growing.
  public abstract long capacity();

  /// Makes the bytes below `end` addressable.
  ///
  /// @throws OutOfMemoryError when the reserved space is used up
  abstract void ensure(long end);

  /// Returns the pages of `length` bytes at `at` to the system where that is possible.
  abstract void release(long at, long length);

  public abstract long getLong(long at);

  public abstract void putLong(long at, long value);

  public abstract byte getByte(long at);

  public abstract void putByte(long at, byte value);

  /// Reads a long at each of the first `count` addresses, so that what is there is near when it is
  /// needed. A loop of nothing but loads, because the processor waits for as many at once as it
  /// sees ahead.
  public final void touch(long[] addresses, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += getLong(addresses[i]);
    }
    touched += sum;
  }

  /// Like [#touch], 48 bytes behind each address: of a short piece that reaches into a second cache
  /// line, that line.
  public final void touchBehind(long[] addresses, int count) {
    long last = capacity() - 8;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += getLong(Math.min(addresses[i] + 48, last));
    }
    touched += sum;
  }

  /// Moves bytes inside the region; the two ranges may overlap.
  public abstract void move(long from, long to, long length);

  public abstract void fill(long at, long length, byte value);

  abstract void copyIn(long at, byte[] source, int from, int length);

  abstract void copyOut(long at, byte[] target, int to, int length);

  /// Copies `length` bytes of `source` to the offset `at`.
  public final void write(long at, byte[] source, int from, int length) {
    if (length > SMALL_COPY) {
      copyIn(at, source, from, length);
      return;
    }
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      putLong(at + i, (long) LONGS.get(source, from + i));
    }
    if (i == length) {
      return;
    }
    if (length >= 8) { // the rest together with bytes already written: one store, no loop
      putLong(at + length - 8, (long) LONGS.get(source, from + length - 8));
      return;
    }
    for (; i < length; i++) {
      putByte(at + i, source[from + i]);
    }
  }

  /// Copies `length` bytes at the offset `at` to `target`.
  public final void read(long at, byte[] target, int to, int length) {
    if (length > SMALL_COPY) {
      copyOut(at, target, to, length);
      return;
    }
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      LONGS.set(target, to + i, getLong(at + i));
    }
    if (i == length) {
      return;
    }
    if (length >= 8) {
      LONGS.set(target, to + length - 8, getLong(at + length - 8));
      return;
    }
    for (; i < length; i++) {
      target[to + i] = getByte(at + i);
    }
  }

  /// True when the `length` bytes at `at` equal those of `other`.
  public final boolean matches(long at, byte[] other, int from, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (getLong(at + i) != (long) LONGS.get(other, from + i)) {
        return false;
      }
    }
    if (i < length && length >= 8) {
      return getLong(at + length - 8) == (long) LONGS.get(other, from + length - 8);
    }
    for (; i < length; i++) {
      if (getByte(at + i) != other[from + i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public abstract void close();
}
