package hitrate.engine.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waiting for what other threads, processes and servers do: never without an end, and whoever
/// waits in vain is told what for and what was there instead.
///
/// Between two looks the processor is left to whoever is waited for.
public final class Await {

  /// Far more than anything here takes, so that only what hangs takes so long on a busy machine.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long PAUSE_NANOS = 200_000;

  private Await() {}

  /// A look at what is to change.
  ///
  /// @param <E> what may go wrong with it
  @FunctionalInterface
  public interface Look<T, E extends Exception> {
    T look() throws E;
  }

  /// Waits until a look shows what is wanted, and answers that.
  ///
  /// @param what is waited for, as the message of a failure says it: "nothing for 60 s of" this
  public static <T, E extends Exception> T until(
      String what, Look<T, E> look, Predicate<? super T> isWanted) throws E {
    return until(PATIENCE, what, look, isWanted);
  }

  /// Waits so long instead of a minute.
  public static <T, E extends Exception> T until(
      Duration patience, String what, Look<T, E> look, Predicate<? super T> isWanted) throws E {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      T seen = look.look();
      if (isWanted.test(seen)) {
        return seen;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while it waited for " + what + "; saw " + seen);
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "nothing for " + patience.toSeconds() + " s of " + what + "; saw " + seen);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Waits until something that changes contains a text, and answers all of it.
  public static <E extends Exception> String text(String part, Look<String, E> look) throws E {
    return until("\"" + part + "\"", look, seen -> seen.contains(part));
  }

  /// Waits until a text has gone from something that changes, and answers what is left.
  public static <E extends Exception> String textGone(String part, Look<String, E> look) throws E {
    return until("the end of \"" + part + "\"", look, seen -> !seen.contains(part));
  }

  /// Waits for the end of a process, puts an end to it if it goes on, and answers its exit status.
  /// What it has printed can be read afterwards.
  public static int end(Process process) throws InterruptedException {
    boolean ended = false;
    try {
      ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
    if (!ended) {
      throw new AssertionError("no end for " + PATIENCE.toSeconds() + " s of " + process);
    }
    return process.exitValue();
  }

  /// Lets time pass for a server whose clock nobody can advance.
  public static void passing(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
