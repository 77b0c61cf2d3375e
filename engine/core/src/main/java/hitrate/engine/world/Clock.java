package hitrate.engine.world;

import java.time.Duration;
import java.time.Instant;

/// Where a node reads the time.
public interface Clock {
  /// Microseconds since 1970-01-01T00:00:00Z.
  long micros();

  /// Nanoseconds on a scale that only rises; for measuring how long something takes.
  long nanos();

  /// Milliseconds since 1970-01-01T00:00:00Z.
  default long millis() {
    return Math.floorDiv(micros(), 1000L);
  }

  /// Holds up the calling thread for so long. Only DEBUG SLEEP asks for this, and parameters that
  /// slow saving and loading down for tests: nothing else may hold up a node.
  void sleep(Duration time) throws InterruptedException;

  /// The machine's own clock.
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /// The machine's clock. Currently about 25 ns a reading.
  enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public long micros() {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    @Override
    public long millis() {
      return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  }
}
