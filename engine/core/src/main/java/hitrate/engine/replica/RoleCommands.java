package hitrate.engine.replica;

import static hitrate.engine.command.Category.ADMIN;
import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.List;

/// ROLE, REPLICAOF and SLAVEOF: the node is a primary, and stays one.
public final class RoleCommands {
  private RoleCommands() {}

  /// The commands' declarations.
  public static List<Command> commands() {
    return List.of(
        Command.named("role")
            .arity(1)
            .flags(NOSCRIPT, LOADING, STALE, FAST)
            .categories(ADMIN, DANGEROUS)
            .runs(RoleCommands::role),
        following("replicaof"),
        following("slaveof"));
  }

  private static Command following(String name) {
    return Command.named(name)
        .arity(3)
        .flags(CommandFlag.ADMIN, NOSCRIPT, STALE, NO_ASYNC_LOADING)
        .runs(RoleCommands::follow);
  }

  /// A primary's role, its place in the history of changes, and its replicas.
  private static Effect role(Args args, Execution x) {
    x.reply().array(3);
    x.reply().bulk("master");
    x.reply().integer(0);
    x.reply().array(0);
    return Effect.NONE;
  }

  private static Effect follow(Args args, Execution x) {
    if (!args.is(1, "NO") || !args.is(2, "ONE")) {
      args.longAt(2, 0, 65535, "ERR Invalid master port");
      throw CommandError.of("ERR this version cannot be the replica of another server yet");
    }
    x.reply().ok();
    return Effect.NONE;
  }
}
