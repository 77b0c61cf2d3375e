package hitrate.grader.isolation;

import hitrate.grader.wire.Channel;
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
    if (!exits(process, drain)) {
      return new Failure.BrokeChannel();
    }
    int exitCode = process.exitValue();
    if (exitCode == OUT_OF_MEMORY_EXIT && printed.lastWords().contains(OUT_OF_MEMORY_WORDS)) {
      return new Failure.OutOfMemory(limits.heapMegabytes());
    }
    if (exitCode == Channel.LOST_EXIT_CODE) {
      return new Failure.BrokeChannel();
    }
    return isSignal(exitCode)
        ? new Failure.Killed(exitCode - SIGNAL_BASE)
        : new Failure.Exited(exitCode);
  }

  /// Called when something that is no message came through the pipe. A JVM that crashes writes its
  /// last words there and then is gone; everything else is the learner's doing.
  static Failure ofJunk(Process process, Thread drain) {
    boolean crashed = exits(process, drain) && isSignal(process.exitValue());
    return crashed
        ? new Failure.Killed(process.exitValue() - SIGNAL_BASE)
        : new Failure.BrokeChannel();
  }

  private static boolean exits(Process process, Thread drain) {
    try {
      if (!process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      drain.join(EXIT_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private static boolean isSignal(int exitCode) {
    return exitCode > SIGNAL_BASE && exitCode < SIGNAL_BASE + 65;
  }
}
