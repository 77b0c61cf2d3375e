package hitrate.engine.world;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Work that stops in its midst when it has nothing to go on with, and is taken up again where it
/// stopped.
///
/// It has a thread of its own, but either it runs or its driver, never both. So it may use whatever
/// belongs to the driver's thread, and what happens does not depend on any thread's speed.
public final class Coroutine {
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore driversTurn = new Semaphore(0);
  private final Thread thread;
  private boolean isStarted;
  private boolean isOver;
  private boolean isCancelled;
  private @Nullable Throwable fault;

  /// @param work gets this object to say [#pause] to
  public Coroutine(String name, Consumer<Coroutine> work) {
    thread = new Thread(() -> run(work), name);
    thread.setDaemon(true);
  }

  private void run(Consumer<Coroutine> work) {
    turn.acquireUninterruptibly();
    try {
      if (!isCancelled) {
        work.accept(this);
      }
    } catch (CancellationException wanted) {
      // it has ended as it was to
    } catch (RuntimeException | Error thrown) {
      fault = thrown;
    } finally {
      isOver = true;
      driversTurn.release();
    }
  }

  /// Lets the work go on until it pauses or ends; true when it has ended. For the driver.
  ///
  /// Whatever the work throws is thrown here.
  public boolean resume() {
    if (isOver) {
      return true;
    }
    if (!isStarted) {
      isStarted = true;
      thread.start();
    }
    turn.release();
    driversTurn.acquireUninterruptibly();
    switch (fault) {
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      case null, default -> {}
    }
    return isOver;
  }

  /// Gives the turn back to the driver until that lets the work go on. For the work.
  ///
  /// @throws CancellationException when it is not to go on at all
  public void pause() {
    driversTurn.release();
    turn.acquireUninterruptibly();
    if (isCancelled) {
      throw new CancellationException();
    }
  }

  /// Has the work end where it has paused; harmless when it is over. For the driver.
  public void cancel() {
    isCancelled = true;
    if (isStarted) {
      resume();
    }
    isOver = true;
  }
}
