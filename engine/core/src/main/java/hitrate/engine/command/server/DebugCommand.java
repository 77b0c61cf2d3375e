package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Kind;
import java.time.Duration;

/// DEBUG: what tests of clients and of this engine need to do to a node, and nobody else should.
/// Refused unless `enable-debug-command` allows it.
public final class DebugCommand {
  private static final int NANOS_PER_MICRO = 1000;

  private DebugCommand() {}

  /// The command's declaration. Its subcommands are not declared one by one, as in the real server.
  public static Command command() {
    return Command.named("debug")
        .arity(-2)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .runs(DebugCommand::run);
  }

  private static Effect run(Args args, Execution x) {
    requirePermission(x);
    if (args.is(1, "HELP") && args.count() == 2) {
      return HelpText.reply("debug", x);
    } else if (args.is(1, "SLEEP") && args.count() == 3) {
      sleep(args, x);
    } else if (args.is(1, "SET-ACTIVE-EXPIRE") && args.count() == 3) {
      x.keyspace().setActiveExpiry(!args.text(2).strip().matches("[+-]?0*|[^0-9+-].*"));
      x.reply().ok();
    } else if (args.is(1, "OBJECT") && args.count() >= 3) {
      describe(args, x);
    } else if (args.is(1, "ERROR") && args.count() == 3) {
      x.reply().error(args.text(2));
    } else {
      throw CommandError.of(
          "ERR unknown subcommand or wrong number of arguments for '"
              + args.visibleText(1)
              + "'. Try DEBUG HELP.");
    }
    return Effect.NONE;
  }

  private static void requirePermission(Execution x) {
    String allowed = x.server().settings().get("enable-debug-command");
    if (!"yes".equals(allowed) && !("local".equals(allowed) && x.client().isLocal())) {
      throw CommandError.of(
          "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\","
              + " you can run it from a local connection, otherwise you need to set this option in"
              + " the configuration file, and then restart the server.");
    }
  }

  private static void sleep(Args args, Execution x) {
    double seconds;
    try {
      seconds = Double.parseDouble(args.text(2));
    } catch (NumberFormatException none) {
      seconds = 0; // C's strtod
    }
    long micros = Math.max((long) (seconds * 1_000_000), 0);
    try {
      x.server().clock().sleep(Duration.ofNanos(micros * NANOS_PER_MICRO));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    x.reply().ok();
  }

  /// Describes how a key is kept. The length is that of its value in a snapshot file without
  /// compression.
  private static void describe(Args args, Execution x) {
    Database database = x.database();
    long entry = database.find(args.key(2));
    if (entry == 0) {
      throw CommandError.NO_SUCH_KEY;
    }
    var region = database.region();
    int kind = Entry.kind(region, entry);
    int clock = Entry.mark(region, entry);
    int idle = x.keyspace().marks().idleSeconds(clock);
    x.reply()
        .simple(
            "Value at:0x%x refcount:1 encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d"
                .formatted(
                    entry,
                    Kind.encodingName(kind),
                    serializedLength(Entry.value(region, entry)),
                    clock,
                    idle));
  }

  private static int serializedLength(byte[] string) {
    if (string.length <= 11 && Decimal.isLong(string, 0, string.length)) {
      long number = Decimal.parse(string, 0, string.length);
      if (number == (byte) number) {
        return 2;
      } else if (number == (short) number) {
        return 3;
      } else if (number == (int) number) {
        return 5;
      }
    }
    int lengthBytes = string.length < 1 << 6 ? 1 : string.length < 1 << 14 ? 2 : 5;
    return lengthBytes + string.length;
  }
}
