package hitrate.engine.world;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What this process asks of Linux that the JDK has no words for.
@SuppressWarnings("restricted") // called only where the host has enabled native access
public final class NativeProcess {
  private static final String DETACHED = "HITRATE_DETACHED";
  private static final int AF_UNIX = 1;
  private static final int DATAGRAMS = 2 | 0x80000; // closed when another program takes over
  private static final int LONGEST_PATH = 107;
  private static final int SIGSTOP = 19;
  private static final int CALLER = 0;
  private static final int NICER = 10;
  private static final int MOST_PROCESSORS = 1024;
  private static final long WINDOW_SIZE = 0x5413; // TIOCGWINSZ

  private NativeProcess() {}

  /// Whether this is a Linux whose functions may be called.
  static boolean isEnabled() {
    return System.getProperty("os.name", "").equals("Linux")
        && NativeProcess.class.getModule().isNativeAccessEnabled();
  }

  /// Starts this program once more, without a terminal; a JVM cannot fork. It goes on when this
  /// process ends.
  ///
  /// @param input what it reads from its standard input
  public static void startDetached(Class<?> main, List<String> words, String input)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(words);
    var builder = new ProcessBuilder(command);
    builder.environment().put(DETACHED, "yes");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process child = builder.start();
    try (var out = child.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// True in the process that [#startDetached] has started.
  public static boolean isDetached() {
    return System.getenv(DETACHED) != null;
  }

  /// Leaves the terminal's session, so that its signals do not come here.
  public static void leaveSession() {
    if (isEnabled()) {
      int _ = call("setsid", FunctionDescriptor.of(JAVA_INT));
    }
  }

  /// Stops until somebody sends SIGCONT; false where that cannot be done.
  public static boolean stopUntilContinued() {
    return isEnabled() && call("raise", FunctionDescriptor.of(JAVA_INT, JAVA_INT), SIGSTOP) == 0;
  }

  /// Ends this process by a signal, for which the JVM has no say any more.
  static void end(int signal) {
    if (isEnabled()) {
      Linker linker = Linker.nativeLinker();
      var form = FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS);
      var function = linker.downcallHandle(linker.defaultLookup().findOrThrow("signal"), form);
      try {
        Object _ = function.invokeWithArguments(signal, MemorySegment.NULL); // the system's default
      } catch (Throwable failure) {
        throw new IllegalStateException("signal could not be called", failure);
      }
      int _ = call("raise", FunctionDescriptor.of(JAVA_INT, JAVA_INT), signal);
    }
  }

  /// Sends one datagram to a local socket: the JDK knows local sockets as streams only.
  ///
  /// @param socket its file, or a name behind `@`
  /// @return false when it could not be sent
  public static boolean send(String socket, String message) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (!isEnabled() || path.length > LONGEST_PATH) {
      return false;
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    int handle =
        call(
            "socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            AF_UNIX,
            DATAGRAMS,
            0);
    try (var arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(LONGEST_PATH + 3L, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      MemorySegment content = arena.allocateFrom(JAVA_BYTE, text);
      int sent =
          call(
              "sendto",
              FunctionDescriptor.of(
                  JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
              handle,
              content,
              (long) text.length,
              0,
              address,
              2 + path.length);
      return sent == text.length;
    } finally {
      int _ = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), handle);
    }
  }

  /// How wide the terminal is that a file handle belongs to; 0 when it is none.
  static int columns(int handle) {
    if (!isEnabled()) {
      return 0;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(4L * Short.BYTES, Short.BYTES); // rows, columns, pixels
      var form = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
      if (call("ioctl", form, handle, WINDOW_SIZE, size) != 0) {
        return 0;
      }
      int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, Short.BYTES));
      return columns == 0 ? Terminal.USUAL_COLUMNS : columns;
    }
  }

  /// Has the calling thread run on these processors only.
  static void runOn(BitSet processors) {
    if (!isEnabled() || processors.isEmpty()) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MOST_PROCESSORS / Byte.SIZE, Long.BYTES);
      byte[] bits = processors.toByteArray();
      MemorySegment.copy(bits, 0, mask, JAVA_BYTE, 0, (int) Math.min(bits.length, mask.byteSize()));
      var form = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
      int _ = call("sched_setaffinity", form, CALLER, mask.byteSize(), mask);
    }
  }

  /// Has the calling thread get less of a processor than others that want it at the same time.
  static void giveWay() {
    if (isEnabled()) {
      int _ =
          call("nice", FunctionDescriptor.of(JAVA_INT, JAVA_INT), NICER); // to Linux, a thread's
    }
  }

  private static int call(String name, FunctionDescriptor form, Object... arguments) {
    Linker linker = Linker.nativeLinker();
    var function = linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable failure) {
      throw new IllegalStateException(name + " could not be called", failure);
    }
  }
}
