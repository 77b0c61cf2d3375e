package hitrate.labs.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/// Whoever reads standard output: a terminal, a file, the next program of a pipe.
///
/// Java finds out that the reader of a pipe has gone only by writing to it. The system's `poll`
/// also knows it of a program that has nothing to write at the moment.
final class Reader {
  private static final int STANDARD_OUTPUT = 1;
  private static final int FOR_EVER = -1;

  /// `POLLERR` and `POLLHUP`, the same on Linux and macOS.
  private static final int GONE = 0x08 | 0x10;

  private Reader() {}

  /// Whether the reader has gone; `false` where the system cannot tell.
  static boolean isGone() {
    return poll(0);
  }

  /// Waits until the reader has gone; `false` where the system cannot tell.
  static boolean awaitEnd() {
    return poll(FOR_EVER);
  }

  /// Calls `poll` with a `struct pollfd { int fd; short events; short revents; }` that asks for no
  /// event: those that tell the end are always reported.
  @SuppressWarnings("restricted") // the form of poll is fixed by POSIX
  private static boolean poll(int milliseconds) {
    try (var memory = Arena.ofConfined()) {
      var linker = Linker.nativeLinker();
      var poll =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("poll"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
      var file = memory.allocate(JAVA_INT, 2);
      file.setAtIndex(JAVA_INT, 0, STANDARD_OUTPUT);
      int answered = (int) poll.invokeExact(file, 1L, milliseconds);
      return answered == 1 && (file.getAtIndex(JAVA_INT, 1) >>> Short.SIZE & GONE) != 0;
    } catch (Throwable unknown) {
      return false;
    }
  }
}
