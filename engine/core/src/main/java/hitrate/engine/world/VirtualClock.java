package hitrate.engine.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is told to move, for tests and labs.
///
/// Thread-safe. Nodes that run on it register a listener, so that [#advance(Duration)] returns only
/// after every node has run the timers that became due.
public final class VirtualClock implements Clock {
  private final AtomicLong nanosSinceEpoch;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private VirtualClock(long nanosSinceEpoch) {
    this.nanosSinceEpoch = new AtomicLong(nanosSinceEpoch);
  }

  /// A clock that shows `start`, which must lie between the years 1970 and 2200.
  public static VirtualClock startingAt(Instant start) {
    return new VirtualClock(
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano()));
  }

  /// Moves the clock forward and lets every node on it run what became due.
  ///
  /// @throws IllegalArgumentException for a negative duration: time does not run backwards
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not run backwards: " + by);
    }
    nanosSinceEpoch.addAndGet(by.toNanos());
    listeners.forEach(Runnable::run);
  }

  /// Calls `listener` after every advance until the returned handle is closed.
  public AutoCloseable onAdvance(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Returns at once: on this clock no time passes by itself.
  @Override
  public void sleep(Duration time) {}

  @Override
  public long micros() {
    return nanosSinceEpoch.get() / 1000;
  }

  @Override
  public long nanos() {
    return nanosSinceEpoch.get();
  }
}
