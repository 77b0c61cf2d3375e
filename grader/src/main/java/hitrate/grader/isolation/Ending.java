package hitrate.grader.isolation;

import java.util.concurrent.TimeUnit;

/// Why a learner's JVM came to its end by itself.
final class Ending {
  private static final int EXIT_MILLIS = 1_000;
  private static final int OUT_OF_MEMORY_EXIT = 3;
  private static final String OUT_OF_MEMORY_WORDS = "Terminating due to java.lang.OutOfMemoryError";
  private static final int SIGNAL_BASE = 128;

  private Ending() {}

  /// Called when the pipe has ended. A process that still lives has closed the pipe itself.
  static Failure of(Process process, Thread drain, PrintedText printed, Limits limits) {
    try {
      if (!process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS)) {
        return new Failure.BrokeChannel();
      }
      drain.join(EXIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int exitCode = process.isAlive() ? 0 : process.exitValue();
    if (exitCode == OUT_OF_MEMORY_EXIT && printed.lastWords().contains(OUT_OF_MEMORY_WORDS)) {
      return new Failure.OutOfMemory(limits.heapMegabytes());
    }
    return exitCode > SIGNAL_BASE && exitCode < SIGNAL_BASE + 65
        ? new Failure.Killed(exitCode - SIGNAL_BASE)
        : new Failure.Exited(exitCode);
  }
}
