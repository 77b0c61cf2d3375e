package hitrate.engine.world;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Watches a thread that is to give a sign of life now and then, and tells where it is when it has
/// given none for too long: once, until the next sign.
public final class StallWatch implements AutoCloseable {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Thread watched;
  private final long nanos;
  private final Consumer<StackTraceElement[]> stalled;
  private final Thread watcher;
  private volatile long lastSign = System.nanoTime();
  private volatile boolean closed;

  /// @param stalled is called on another thread, with what the watched one is doing
  public StallWatch(Thread watched, long millis, Consumer<StackTraceElement[]> stalled) {
    this.watched = watched;
    this.nanos = millis * NANOS_PER_MILLI;
    this.stalled = stalled;
    this.watcher = new Thread(this::watch, "hitrate-watchdog");
    watcher.setDaemon(true);
    watcher.start();
  }

  /// To be called by the watched thread.
  public void alive() {
    lastSign = System.nanoTime();
  }

  private void watch() {
    long told = lastSign - 1;
    while (!closed) {
      long sign = lastSign;
      long left = sign + nanos - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(left);
      } else if (sign == told) {
        LockSupport.parkNanos(nanos);
      } else {
        told = sign;
        stalled.accept(watched.getStackTrace());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }
}
