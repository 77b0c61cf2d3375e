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
import hitrate.engine.session.ClientState;
import java.util.List;
import java.util.function.Supplier;

/// ROLE, REPLICAOF and SLAVEOF: what the node is to others with the same data.
public final class RoleCommands {
  private final Supplier<Replicas> replicas;
  private final Supplier<Following> following;

  private RoleCommands(Supplier<Replicas> replicas, Supplier<Following> following) {
    this.replicas = replicas;
    this.following = following;
  }

  /// The commands' declarations.
  ///
  /// @param replicas known once the node is put together, as is whom it follows
  public static List<Command> commands(Supplier<Replicas> replicas, Supplier<Following> following) {
    var family = new RoleCommands(replicas, following);
    return List.of(
        Command.named("role")
            .arity(1)
            .flags(NOSCRIPT, LOADING, STALE, FAST)
            .categories(ADMIN, DANGEROUS)
            .runs(family::role),
        following("replicaof").runs(family::follow),
        following("slaveof").runs(family::follow));
  }

  private static Command.Builder following(String name) {
    return Command.named(name).arity(3).flags(CommandFlag.ADMIN, NOSCRIPT, STALE, NO_ASYNC_LOADING);
  }

  /// A primary's role, its place in the history of changes, and its replicas; a replica's, its
  /// primary, how far the link is, and its place if there is one.
  private Effect role(Args args, Execution x) {
    Following primary = following.get();
    if (primary.isOn()) {
      x.reply().array(5);
      x.reply().bulk("slave");
      x.reply().bulk(primary.address());
      x.reply().integer(primary.port());
      x.reply().bulk(primary.stage());
      x.reply().integer(primary.isLinked() ? replicas.get().log().offset() : -1);
      return Effect.NONE;
    }
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

  private Effect follow(Args args, Execution x) {
    Following primary = following.get();
    primary.failover().refuseAnotherPrimary();
    if (args.is(1, "NO") && args.is(2, "ONE")) {
      primary.lead(x.client().describe());
      x.reply().ok();
      return Effect.NONE;
    }
    if (x.client() instanceof ClientState client && client.isReplica()) {
      throw CommandError.of("ERR Command is not valid when client is a replica.");
    }
    int port = (int) args.longAt(2, 0, 65535, "ERR Invalid master port");
    String address = args.text(1);
    if (primary.isOn() && primary.address().equalsIgnoreCase(address) && primary.port() == port) {
      primary.note(
          "notice",
          "REPLICAOF would result into synchronization with the master we are already connected"
              + " with. No operation performed.");
      x.reply().simple("OK Already connected to specified master");
      return Effect.NONE;
    }
    primary.follow(address, port, x.client().describe());
    x.reply().ok();
    return Effect.NONE;
  }
}
