package hitrate.engine.script;

import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import org.jspecify.annotations.Nullable;

/// Watches the running script: one that runs longer than `busy-reply-threshold` is noted in the
/// log, and it ends at the next look when somebody asks for that.
final class Watchman implements Interpreter.Watch {
  private final ScriptRun run;
  private @Nullable Server server;
  private String name = "";
  private long startNanos;
  private long thresholdMillis;
  private boolean busy;
  private boolean killed;

  Watchman(ScriptRun run) {
    this.run = run;
  }

  void begin(String newName, Execution x) {
    server = x.server();
    name = newName;
    startNanos = x.server().clock().nanos();
    thresholdMillis = -1;
    busy = false;
    killed = false;
  }

  void end() {
    busy = false;
    server = null;
  }

  @Override
  public boolean ends() {
    Server now = server;
    if (now == null) {
      return false;
    }
    if (thresholdMillis < 0) {
      String setting = now.settings().get("busy-reply-threshold");
      thresholdMillis = setting == null ? 5000 : Long.parseLong(setting);
    }
    if (thresholdMillis > 0 && elapsedMillis() >= thresholdMillis) {
      if (!busy) {
        busy = true;
        now.log(
            "warning",
            "Slow script detected: still in execution after %d milliseconds. Script name is: %s."
                .formatted(elapsedMillis(), name));
      }
    }
    return killed;
  }

  /// How long the running script has run.
  long elapsedMillis() {
    Server now = server;
    return now == null ? 0 : (now.clock().nanos() - startNanos) / 1_000_000;
  }

  String name() {
    return name;
  }

  boolean isRunning() {
    return server != null;
  }

  /// Asks for the end of the running script. False when it has written and so has to go on.
  boolean kill() {
    killed = !run.hasWritten();
    return killed;
  }

  /// Why the script that has just ended was stopped, or null.
  @Nullable String reasonForEnd() {
    return killed ? "ERR Error running script: Script killed by user with SCRIPT KILL." : null;
  }
}
