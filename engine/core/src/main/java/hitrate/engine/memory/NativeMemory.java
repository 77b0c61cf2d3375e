package hitrate.engine.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The three calls of the C library that a [Region] needs: mmap, munmap and madvise.
///
/// They are bound only where the host allows native access without a warning; everywhere else
/// [#bound()] answers null and the region falls back to plain direct memory.
///
/// All three are called with six words and answer one. Those that a function does not have it does
/// not look at, in the calling conventions of all 64-bit machines; and the JVM makes the code for
/// one shape of call instead of three, which takes it 70 to 150 ms each time it starts.
@SuppressWarnings("restricted") // bound only where the host has enabled native access
record NativeMemory(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise, boolean mac) {
  private static final long PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 2;
  private static final long MADV_DONTNEED = 4;
  private static final long MADV_HUGEPAGE = 14;
  private static final long MADV_POPULATE_WRITE = 23; // since Linux 5.14; earlier ones refuse

  /// The calls, bound once for the whole JVM; the first caller does it, others wait for it.
  static @Nullable NativeMemory bound() {
    return Once.CALLS;
  }

  private static final class Once {
    static final @Nullable NativeMemory CALLS = bind();
  }

  /// True where the calls can be bound without a warning.
  static boolean isEnabled() {
    return (isMac() || osName().contains("linux"))
        && NativeMemory.class.getModule().isNativeAccessEnabled();
  }

  private static String osName() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isMac() {
    return osName().contains("mac");
  }

  private static @Nullable NativeMemory bind() {
    if (!isEnabled()) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    var lookup = linker.defaultLookup();
    var mmap = lookup.find("mmap");
    var munmap = lookup.find("munmap");
    var madvise = lookup.find("madvise");
    if (mmap.isEmpty() || munmap.isEmpty() || madvise.isEmpty()) {
      return null;
    }
    var form =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return new NativeMemory(
        linker.downcallHandle(mmap.get(), form),
        linker.downcallHandle(munmap.get(), form),
        linker.downcallHandle(madvise.get(), form),
        isMac());
  }

  /// Reserves address space that costs nothing until it is written; null when refused.
  @Nullable MemorySegment reserve(long bytes) {
    long flags = MAP_PRIVATE | (mac ? 0x1000 | 0x40 : 0x20 | 0x4000); // anonymous, no reserve
    try {
      long at = (long) mmap.invokeExact(0L, bytes, PROT_READ_WRITE, flags, -1L, 0L);
      return at == -1L ? null : MemorySegment.ofAddress(at).reinterpret(bytes);
    } catch (Throwable failure) {
      throw new IllegalStateException("mmap could not be called", failure);
    }
  }

  void unmap(MemorySegment whole) {
    try {
      long _ = (long) munmap.invokeExact(whole.address(), whole.byteSize(), 0L, 0L, 0L, 0L);
    } catch (Throwable failure) {
      throw new IllegalStateException("munmap could not be called", failure);
    }
  }

  /// Gives the pages back to the system; they read as zero afterwards.
  void release(MemorySegment pages) {
    advise(pages, MADV_DONTNEED);
  }

  /// Asks for large pages, which spare random access the misses of the address cache.
  void preferHugePages(MemorySegment pages) {
    if (!mac) {
      advise(pages, MADV_HUGEPAGE);
    }
  }

  /// Has the pages appear that are not there yet, as if each were written to. What they hold stays.
  void populate(MemorySegment pages) {
    if (!mac) {
      advise(pages, MADV_POPULATE_WRITE);
    }
  }

  private void advise(MemorySegment pages, long advice) {
    try {
      long _ = (long) madvise.invokeExact(pages.address(), pages.byteSize(), advice, 0L, 0L, 0L);
    } catch (Throwable failure) {
      throw new IllegalStateException("madvise could not be called", failure);
    }
  }
}
