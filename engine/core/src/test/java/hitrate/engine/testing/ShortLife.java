package hitrate.engine.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A life that no process of a test outlasts: whoever reads a line of it that never comes would
/// wait for ever, as nothing interrupts a read.
public final class ShortLife {
  private static final int SECONDS = 180;

  private ShortLife() {}

  /// Has a process end after three minutes if it goes on so long.
  public static Process of(Process process) {
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    return process;
  }
}
