package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.world.StallWatch;
import org.jspecify.annotations.Nullable;

/// Writes to the log what the node's thread is doing when its timer has not run for longer than
/// `watchdog-period`: some command keeps everybody waiting.
final class Watchdog {
  private static final int MILLIS = 1000;

  private final Configuration configuration;
  private final NodeLog log;
  private @Nullable StallWatch watch;
  private long period;

  Watchdog(Configuration configuration, NodeLog log) {
    this.configuration = configuration;
    this.log = log;
    configuration.watch("watchdog-period", changed -> settle());
  }

  /// A period shorter than two ticks would tell of nodes that are well.
  private void settle() {
    long wanted = configuration.longValue("watchdog-period");
    long least = MILLIS / configuration.longValue("hz") * 2;
    if (wanted > 0 && wanted < least) {
      configuration.override("watchdog-period", Long.toString(least));
    }
    tick();
  }

  /// The node's timer runs.
  void tick() {
    long wanted = configuration.longValue("watchdog-period");
    if (wanted != period) {
      close();
      period = wanted;
      watch = wanted == 0 ? null : new StallWatch(Thread.currentThread(), wanted, this::tell);
    }
    StallWatch current = watch;
    if (current != null) {
      current.alive();
    }
  }

  private void tell(StackTraceElement[] frames) {
    log.writeFromSignal("");
    log.text("--- WATCHDOG TIMER EXPIRED ---\n" + CrashReport.trace(frames));
    log.writeFromSignal("--------");
  }

  void close() {
    StallWatch current = watch;
    watch = null;
    if (current != null) {
      current.close();
    }
  }
}
