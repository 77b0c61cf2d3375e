package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Watches the running script or function. While one runs longer than `busy-reply-threshold`, the
/// other clients are served: they get BUSY for all but the few commands that can end it.
final class Watchman implements Interpreter.Watch {
  private static final CommandError NOT_BUSY =
      CommandError.of("NOTBUSY No scripts in execution right now.");
  private static final CommandError UNKILLABLE =
      CommandError.of(
          "UNKILLABLE Sorry the script already executed write commands against the dataset. You can"
              + " either wait the script termination or kill the server in a hard way using the"
              + " SHUTDOWN NOSAVE command.");

  /// The real server says so of functions, too.
  private static final String KILLED = "ERR Script killed by user with SCRIPT KILL...";

  /// What is watched, with the command that ends it.
  enum Kind {
    SCRIPT,
    FUNCTION;

    private CommandError busy() {
      return CommandError.of(
          "BUSY Redis is busy running a script. You can only call "
              + this
              + " KILL or SHUTDOWN NOSAVE.");
    }
  }

  private final ScriptRun run;
  private @Nullable Server server;
  private Kind kind = Kind.SCRIPT;
  private String name = "";
  private @Nullable Args words;
  private long startNanos;
  private long thresholdMillis;
  private boolean busy;
  private boolean killed;
  private boolean abandoned;

  Watchman(ScriptRun run) {
    this.run = run;
  }

  void begin(Kind newKind, String newName, Args newWords, Execution x) {
    words = newWords;
    server = x.server();
    kind = newKind;
    name = newName;
    startNanos = x.server().clock().nanos();
    thresholdMillis = -1;
    busy = false;
    killed = false;
    abandoned = false;
  }

  void end() {
    server = null;
    words = null;
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
    if (!busy && thresholdMillis > 0 && elapsedMillis() >= thresholdMillis) {
      busy = true;
      now.log(
          "warning",
          ("Slow script detected: still in execution after %d milliseconds. You can try killing the"
                  + " script using the %s KILL command. Script name is: %s.")
              .formatted(elapsedMillis(), kind, name));
    }
    abandoned = now.serveOthers(busy ? kind.busy() : null);
    if (killed) {
      now.log("warning", "Lua script killed by user with SCRIPT KILL.");
    }
    return killed || abandoned;
  }

  /// How long the running script has run.
  long elapsedMillis() {
    Server now = server;
    return now == null ? 0 : (now.clock().nanos() - startNanos) / 1_000_000;
  }

  String name() {
    return name;
  }

  /// The command that asked for what runs; empty when nothing does.
  List<Bytes> words() {
    Args known = words;
    return known == null ? List.of() : known.all();
  }

  /// True while something runs.
  ///
  /// @throws CommandError when it is not of that kind
  boolean isRunning(Kind which) {
    if (server != null && kind != which) {
      throw kind.busy();
    }
    return server != null;
  }

  /// Asks for the end of what runs.
  ///
  /// @throws CommandError when nothing runs, or it has written and so has to go on, or it is not of
  ///   that kind
  void kill(Kind which) {
    if (server == null) {
      throw NOT_BUSY;
    }
    if (run.hasWritten()) {
      throw UNKILLABLE;
    }
    if (kind != which) {
      throw kind.busy();
    }
    killed = true;
  }

  /// Why what has just ended was stopped, or null.
  @Nullable String reasonForEnd() {
    return killed || abandoned ? KILLED : null;
  }
}
