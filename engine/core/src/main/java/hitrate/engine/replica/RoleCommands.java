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
import java.util.function.Supplier;

/// ROLE, REPLICAOF and SLAVEOF: the node is a primary, and stays one.
public final class RoleCommands {
  private final Supplier<Replicas> replicas;

  private RoleCommands(Supplier<Replicas> replicas) {
    this.replicas = replicas;
  }

  /// The commands' declarations.
  ///
  /// @param replicas known once the node is put together
  public static List<Command> commands(Supplier<Replicas> replicas) {
    var family = new RoleCommands(replicas);
    return List.of(
        Command.named("role")
            .arity(1)
            .flags(NOSCRIPT, LOADING, STALE, FAST)
            .categories(ADMIN, DANGEROUS)
            .runs(family::role),
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
  private Effect role(Args args, Execution x) {
    List<Replica> online = replicas.get().online();
    x.reply().array(3);
    x.reply().bulk("master");
    x.reply().integer(replicas.get().log().offset());
    x.reply().array(online.size());
    for (Replica replica : online) {
      x.reply().array(3);
      x.reply().bulk(replica.host());
      x.reply().bulk(Long.toString(replica.port));
      x.reply().bulk(Long.toString(replica.acknowledged));
    }
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
