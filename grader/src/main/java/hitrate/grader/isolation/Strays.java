package hitrate.grader.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Processes that the learner's code has started and disowned. In namespaces they die with their
/// JVM. Elsewhere they are no descendants of anybody we know, but still have the environment they
/// were born with, and in it a mark: Linux shows it under `/proc`.
///
/// Somebody who clears the environment on purpose gets away; grade the work of strangers on a
/// machine that has namespaces.
final class Strays {
  private static final String VARIABLE = "HITRATE_RUN";
  private static final Path PROC = Path.of("/proc");

  private static final int BLINKS = 100;
  private static final long BLINK_NANOS = 2_000_000;

  private final String mark = VARIABLE + "=" + UUID.randomUUID();

  private volatile Instant first = Instant.MAX;

  /// Marks a process to be started, and with it all that it starts.
  void mark(Map<String, String> environment) {
    environment.put(VARIABLE, mark.substring(mark.indexOf('=') + 1));
  }

  /// Says when the first of the marked processes was started, by the system's clock for processes.
  void startedWith(Process process) {
    first = process.info().startInstant().orElse(Instant.MAX);
  }

  /// The marked processes that live and do not belong to `process`.
  List<ProcessHandle> besides(Process process) {
    var own = process.descendants().map(ProcessHandle::pid).toList();
    return ProcessHandle.allProcesses()
        .filter(other -> other.pid() != process.pid() && !own.contains(other.pid()))
        .filter(other -> isMarked(other))
        .toList();
  }

  /// A process that is just becoming another program has no environment for a moment, which on a
  /// busy machine may be a long one. One that has ended and is still listed has none either.
  private boolean isMarked(ProcessHandle other) {
    var environment = read(other, "environ");
    for (int i = 0; environment.isEmpty() && i < BLINKS && isBecoming(other); i++) {
      LockSupport.parkNanos(BLINK_NANOS);
      environment = read(other, "environ");
    }
    return environment.contains(mark);
  }

  private boolean isBecoming(ProcessHandle other) {
    var state = read(other, "stat"); // 4711 (sh) R 1 ...
    boolean hasEnded = state.startsWith(") Z", state.lastIndexOf(')'));
    return !state.isEmpty() && !hasEnded && !startOf(other.info()).isBefore(first);
  }

  private static Instant startOf(ProcessHandle.Info info) {
    return info.startInstant().orElse(Instant.EPOCH);
  }

  private static String read(ProcessHandle process, String what) {
    try {
      var file = PROC.resolve(process.pid() + "/" + what);
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // another user's, or gone
    }
  }
}
