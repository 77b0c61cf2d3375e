package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.SlowLog;
import java.util.List;

/// SLOWLOG: the calls that took long.
public final class SlowLogCommand {
  private static final int SHOWN = 10;
  private static final CommandError BAD_COUNT =
      CommandError.of("ERR count should be greater than or equal to -1");

  private SlowLogCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("slowlog")
        .arity(-2)
        .holds(
            administrating("get", -2)
                .tips("request_policy:all_nodes", "nondeterministic_output")
                .sub(SlowLogCommand::get),
            administrating("len", 2)
                .tips(
                    "request_policy:all_nodes",
                    "response_policy:agg_sum",
                    "nondeterministic_output")
                .sub(SlowLogCommand::length),
            administrating("reset", 2)
                .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                .sub(SlowLogCommand::reset),
            HelpText.subcommand("slowlog"));
  }

  private static Command.Builder administrating(String name, int arity) {
    return Command.named(name).arity(arity).flags(ADMIN, LOADING, STALE);
  }

  private static Effect get(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    List<SlowLog.Entry> entries =
        x.server().slowLog().latest(args.count() == 2 ? SHOWN : count(args));
    x.reply().array(entries.size());
    for (SlowLog.Entry entry : entries) {
      x.reply().array(6);
      x.reply().integer(entry.id());
      x.reply().integer(entry.seconds());
      x.reply().integer(entry.micros());
      x.reply().array(entry.words().size());
      entry.words().forEach(word -> x.reply().bulk(word));
      x.reply().bulk(Bytes.of(entry.address()));
      x.reply().bulk(entry.name());
    }
    return Effect.NONE;
  }

  private static long count(Args args) {
    long count;
    try {
      count = args.longAt(2);
    } catch (CommandError notANumber) {
      throw BAD_COUNT;
    }
    if (count < -1) {
      throw BAD_COUNT;
    }
    return count < 0 ? Long.MAX_VALUE : count;
  }

  private static Effect length(Args args, Execution x) {
    x.reply().integer(x.server().slowLog().size());
    return Effect.NONE;
  }

  private static Effect reset(Args args, Execution x) {
    x.server().slowLog().clear();
    x.reply().ok();
    return Effect.NONE;
  }
}
