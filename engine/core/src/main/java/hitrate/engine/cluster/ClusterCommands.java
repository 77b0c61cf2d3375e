package hitrate.engine.cluster;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Category;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.ArrayList;
import java.util.List;

/// CLUSTER, ASKING, READONLY and READWRITE as a node answers them that is not part of a cluster.
public final class ClusterCommands {
  private static final CommandError DISABLED =
      CommandError.of("ERR This instance has cluster support disabled");

  private ClusterCommands() {}

  /// The commands' declarations.
  public static List<Command> commands() {
    return List.of(
        cluster(),
        ofConnection("asking", FAST),
        ofConnection("readonly", LOADING, STALE, FAST),
        ofConnection("readwrite", LOADING, STALE, FAST));
  }

  private static Command ofConnection(String name, CommandFlag... flags) {
    return Command.named(name)
        .arity(1)
        .flags(flags)
        .categories(Category.CONNECTION)
        .runs(ClusterCommands::refuse);
  }

  private static Command cluster() {
    var all = new ArrayList<Command.Subcommand>();
    for (String name : List.of("addslots", "delslots")) {
      all.add(changing(name, -3));
    }
    for (String name : List.of("addslotsrange", "delslotsrange", "meet", "setslot")) {
      all.add(changing(name, -4));
    }
    for (String name : List.of("flushslots", "saveconfig")) {
      all.add(changing(name, 2));
    }
    for (String name : List.of("forget", "replicate", "set-config-epoch")) {
      all.add(changing(name, 3));
    }
    all.add(changing("failover", -2));
    all.add(varying("bumpepoch", 2, ADMIN, STALE, NO_ASYNC_LOADING));
    all.add(
        Command.named("reset")
            .arity(-2)
            .flags(ADMIN, NOSCRIPT, STALE)
            .sub(ClusterCommands::refuse));
    for (String name : List.of("count-failure-reports", "replicas", "slaves")) {
      all.add(varying(name, 3, ADMIN, STALE));
    }
    for (String name : List.of("info", "links", "nodes", "shards", "slots")) {
      all.add(varying(name, 2, STALE));
    }
    all.add(varying("getkeysinslot", 4, STALE));
    all.add(Command.named("countkeysinslot").arity(3).flags(STALE).sub(ClusterCommands::refuse));
    all.add(Command.named("keyslot").arity(3).flags(STALE).sub(ClusterCommands::refuse));
    all.add(Command.named("myid").arity(2).flags(STALE).sub(ClusterCommands::refuse));
    all.add(Command.named("help").arity(2).flags(LOADING, STALE).sub(ClusterCommands::refuse));
    return Command.named("cluster").arity(-2).holds(all.toArray(Command.Subcommand[]::new));
  }

  private static Command.Subcommand changing(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(ADMIN, STALE, NO_ASYNC_LOADING)
        .sub(ClusterCommands::refuse);
  }

  private static Command.Subcommand varying(String name, int arity, CommandFlag... flags) {
    return Command.named(name)
        .arity(arity)
        .flags(flags)
        .tips("nondeterministic_output")
        .sub(ClusterCommands::refuse);
  }

  private static Effect refuse(Args args, Execution x) {
    throw DISABLED;
  }
}
