package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.Server;
import hitrate.engine.command.SlowLog;
import hitrate.engine.world.Clock;

/// Hands calls that took long to the slow log and to the latency monitor.
final class SlowCalls {
  /// The address of a script as a caller.
  private static final String SCRIPT = "?:0";

  private final SlowLog log;
  private final LatencyMonitor monitor;
  private final Clock clock;

  SlowCalls(Server server) {
    this.log = server.slowLog();
    this.monitor = server.latencyMonitor();
    this.clock = server.clock();
  }

  boolean isSlow(long nanos) {
    return nanos >= log.thresholdNanos() || nanos >= monitor.thresholdNanos();
  }

  /// Notes a client's call.
  void add(Command command, Args words, ClientState client, long nanos) {
    add(command, words, client.address(), client.name(), nanos, event(command));
  }

  /// Notes that a client's call was served that had waited.
  void addServed(Command command, Args words, ClientState client, long nanos) {
    add(command, words, client.address(), client.name(), nanos, "command-unblocking");
  }

  /// Notes a script's call.
  void addCalled(Command command, Args words, long nanos) {
    add(command, words, SCRIPT, Bytes.EMPTY, nanos, event(command));
  }

  private static String event(Command command) {
    return command.is(CommandFlag.FAST) ? "fast-command" : "command";
  }

  private void add(
      Command command, Args words, String address, Bytes name, long nanos, String event) {
    long seconds = clock.millis() / 1000;
    if (nanos >= log.thresholdNanos() && !command.is(CommandFlag.SKIP_SLOWLOG)) {
      log.add(seconds, nanos, words, address, name);
    }
    monitor.note(event, seconds, nanos);
  }
}
