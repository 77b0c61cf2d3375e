package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Slows down what is done to each key, so that one can watch a node save or load: by so many
/// microseconds a key or, when negative, by one microsecond for one key in so many
/// (`rdb-key-save-delay`, `key-load-delay`).
record KeyDelay(Clock clock, long micros) {
  /// For so long nobody can stop it.
  private static final long LONGEST_MICROS = 10_000;

  private static final long NANOS = 1_000;

  static KeyDelay of(Server server, String setting) {
    String micros = server.settings().get(setting);
    return new KeyDelay(server.clock(), micros == null ? 0 : Long.parseLong(micros));
  }

  boolean isNone() {
    return micros == 0;
  }

  /// Waits for as long as so many keys take.
  ///
  /// @param goesOn asked every now and then whether to wait on
  void pause(long keys, BooleanSupplier goesOn) {
    long left = micros < 0 ? keys / -micros : keys * micros;
    try {
      while (left > 0 && goesOn.getAsBoolean()) {
        long part = Math.min(left, LONGEST_MICROS);
        clock.sleep(Duration.ofNanos(part * NANOS));
        left -= part;
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
