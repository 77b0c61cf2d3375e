package hitrate.engine.command.server;

import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_MULTI;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Shutdown;
import hitrate.engine.command.Waiting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The node's figures, its clock, what it does and its end: INFO, TIME, MONITOR, SHUTDOWN.
public final class ServerCommands {
  private static final long MICROS = 1_000_000;

  private ServerCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("info")
            .arity(-1)
            .flags(LOADING, STALE)
            .categories(DANGEROUS)
            .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
            .runs(ServerCommands::info),
        Command.named("time")
            .arity(1)
            .flags(LOADING, STALE, FAST)
            .tips("nondeterministic_output")
            .runs(ServerCommands::time),
        Command.named("monitor")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE)
            .runs(ServerCommands::monitor),
        Command.named("shutdown")
            .arity(-1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
            .parses(Words::parse)
            .runs(ServerCommands::shutDown));
  }

  private static Effect info(Args args, Execution x) {
    var sections = new ArrayList<String>();
    for (int i = 1; i < args.count(); i++) {
      sections.add(args.text(i));
    }
    x.reply().verbatim("txt", x.server().info(sections));
    return Effect.NONE;
  }

  private static Effect time(Args args, Execution x) {
    long micros = x.server().clock().micros();
    x.reply().array(2);
    x.reply().bulkInteger(Math.floorDiv(micros, MICROS));
    x.reply().bulkInteger(Math.floorMod(micros, MICROS));
    return Effect.NONE;
  }

  /// Asked for once more it is not answered at all, as in the real server.
  private static Effect monitor(Args args, Execution x) {
    if (x.client().transaction().isRunning()) {
      throw CommandError.of("ERR MONITOR isn't allowed for DENY BLOCKING client");
    }
    if (x.client().monitor()) {
      x.reply().ok();
    }
    return Effect.NONE;
  }

  /// The words of a SHUTDOWN.
  private record Words(Shutdown how, boolean abort) {
    static Words parse(Args args) {
      boolean save = false;
      boolean noSave = false;
      boolean now = false;
      boolean force = false;
      boolean abort = false;
      for (int i = 1; i < args.count(); i++) {
        if (args.is(i, "SAVE")) {
          save = true;
        } else if (args.is(i, "NOSAVE")) {
          noSave = true;
        } else if (args.is(i, "NOW")) {
          now = true;
        } else if (args.is(i, "FORCE")) {
          force = true;
        } else if (args.is(i, "ABORT")) {
          abort = true;
        } else {
          throw CommandError.SYNTAX;
        }
      }
      if (save && noSave || abort && (save || noSave || now || force)) {
        throw CommandError.SYNTAX;
      }
      return new Words(new Shutdown(save, noSave, now, force), abort);
    }
  }

  /// Ends the node without an answer, unless that fails or is called off while replicas are waited
  /// for.
  private static Effect shutDown(Words words, Args args, Execution x) {
    if (words.abort) {
      if (!x.server().abortShutdown()) {
        throw CommandError.of("ERR No shutdown in progress.");
      }
      x.reply().ok();
      return Effect.NONE;
    }
    CommandError busy = x.server().busy();
    if (busy != null && !words.how.noSave()) {
      throw busy;
    }
    if (!x.server().shutDown(words.how)) {
      return x.waitFor(new ForTheEnd(), List.of(), 0);
    }
    x.client().closeAfterReply();
    return Effect.NONE;
  }

  private record ForTheEnd() implements Waiting.Keyless {
    @Override
    public @Nullable Effect serve(Execution x) {
      if (x.server().isEnding()) {
        return null;
      }
      throw Shutdown.FAILED;
    }
  }
}
