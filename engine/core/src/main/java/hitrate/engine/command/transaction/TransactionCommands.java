package hitrate.engine.command.transaction;

import static hitrate.engine.command.Category.TRANSACTION;
import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.SKIP_SLOWLOG;
import static hitrate.engine.command.CommandFlag.STALE;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import java.util.List;

/// Transactions: MULTI, EXEC, DISCARD, WATCH, UNWATCH.
public final class TransactionCommands {
  private TransactionCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        quick("multi", 1).runs(TransactionCommands::multi),
        Command.named("exec")
            .arity(1)
            .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
            .categories(TRANSACTION)
            .runsQueue()
            .runs(TransactionCommands::exec),
        quick("discard", 1).runs(TransactionCommands::discard),
        quick("watch", -2).keys(KeySpec.from(1, 1, RO)).runs(TransactionCommands::watch),
        quick("unwatch", 1).runs(TransactionCommands::unwatch));
  }

  private static Command.Builder quick(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
        .categories(TRANSACTION);
  }

  private static Effect multi(Args args, Execution x) {
    x.client().transaction().begin();
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect exec(Args args, Execution x) {
    x.client().transaction().execute(x);
    return Effect.NONE;
  }

  private static Effect discard(Args args, Execution x) {
    x.client().transaction().discard();
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect watch(Args args, Execution x) {
    for (int i = 1; i < args.count(); i++) {
      x.client().transaction().watch(args.passingKey(i));
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect unwatch(Args args, Execution x) {
    x.client().transaction().unwatch();
    x.reply().ok();
    return Effect.NONE;
  }
}
