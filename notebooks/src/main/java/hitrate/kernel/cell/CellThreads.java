package hitrate.kernel.cell;

import hitrate.grader.text.Messages;
import java.io.Serial;
import java.util.Arrays;

/// The threads of one running cell: the thread that runs it and all platform threads it starts.
///
/// Java has no way to end a thread from outside. Instead, [StopChecks] has the learner's code ask
/// [#check] at every method entry and branch, and [#stop] interrupts whoever waits. Code of
/// libraries is not woven: a loop in there ends when it waits or comes back.
///
/// Virtual threads belong to no group of ours, so they are not stopped; the thread that waits for
/// them is.
public final class CellThreads extends ThreadGroup {
  private final Messages messages;
  private volatile boolean stopped;

  CellThreads(Messages messages) {
    super("cell");
    this.messages = messages;
  }

  /// Called by the learner's code, everywhere: ends the calling thread if its cell was stopped.
  public static void check() {
    if (Thread.currentThread().getThreadGroup() instanceof CellThreads threads && threads.stopped) {
      throw new Stopped();
    }
  }

  /// Called by the learner's code in place of `System.exit` and its kin, which would take the
  /// kernel with it.
  public static void exit(int status) {
    String message = "exit " + status;
    if (Thread.currentThread().getThreadGroup() instanceof CellThreads threads) {
      message = threads.messages.text("cell.exit", status);
    }
    throw new UnsupportedOperationException(message);
  }

  /// Called by the learner's code in place of `Runtime.exit` and `Runtime.halt`.
  public static void exit(Runtime runtime, int status) {
    exit(status);
  }

  /// Ends all threads at their next branch, and wakes those that wait.
  void stop() {
    stopped = true;
    var threads = new Thread[activeCount() + 16];
    int count = enumerate(threads);
    Arrays.stream(threads, 0, count).forEach(Thread::interrupt);
  }

  /// A thread that the learner started has died: say so, with the learner's own frames.
  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (!(thrown instanceof Stopped)) {
      System.err.println("Exception in thread \"" + thread.getName() + "\" " + thrown);
      for (var frame : thrown.getStackTrace()) {
        if (frame.getClassName().startsWith("REPL.")) {
          System.err.println("    at " + frame.getMethodName());
        }
      }
    }
  }

  /// Ends a thread of a stopped cell. An error without a trace, so that the learner's own `catch
  /// (Exception e)` lets it pass.
  static final class Stopped extends Error {
    @Serial private static final long serialVersionUID = 1;

    Stopped() {
      super("the cell was stopped", null, false, false);
    }
  }
}
