package hitrate.engine.node;

import hitrate.engine.cluster.ClusterCommands;
import hitrate.engine.command.Command;
import hitrate.engine.command.bitmap.BitCommands;
import hitrate.engine.command.bitmap.BitFieldCommand;
import hitrate.engine.command.bitmap.BitOpCommand;
import hitrate.engine.command.connection.ClientCommands;
import hitrate.engine.command.connection.ConnectionCommands;
import hitrate.engine.command.generic.ExpiryCommands;
import hitrate.engine.command.generic.KeyCommands;
import hitrate.engine.command.generic.KeyspaceCommands;
import hitrate.engine.command.generic.ObjectCommands;
import hitrate.engine.command.generic.SortCommands;
import hitrate.engine.command.geo.GeoCommands;
import hitrate.engine.command.geo.GeoSearchCommands;
import hitrate.engine.command.hash.FieldExpiryCommands;
import hitrate.engine.command.hash.HashCommands;
import hitrate.engine.command.hash.HashNumberCommands;
import hitrate.engine.command.hash.HashWalkCommands;
import hitrate.engine.command.hyperloglog.HyperLogLogCommands;
import hitrate.engine.command.hyperloglog.HyperLogLogDebugCommands;
import hitrate.engine.command.list.BlockingListCommands;
import hitrate.engine.command.list.ListCommands;
import hitrate.engine.command.list.ListEditCommands;
import hitrate.engine.command.list.ListMoveCommands;
import hitrate.engine.command.pubsub.PubSubCommands;
import hitrate.engine.command.server.CommandCommands;
import hitrate.engine.command.server.ConfigCommands;
import hitrate.engine.command.server.DebugCommand;
import hitrate.engine.command.server.LatencyCommand;
import hitrate.engine.command.server.LolwutCommand;
import hitrate.engine.command.server.MemoryCommand;
import hitrate.engine.command.server.ModuleCommand;
import hitrate.engine.command.server.ServerCommands;
import hitrate.engine.command.server.SlowLogCommand;
import hitrate.engine.command.set.SetAlgebraCommands;
import hitrate.engine.command.set.SetChanceCommands;
import hitrate.engine.command.set.SetCommands;
import hitrate.engine.command.sortedset.BlockingSortedSetCommands;
import hitrate.engine.command.sortedset.SortedSetAlgebraCommands;
import hitrate.engine.command.sortedset.SortedSetCommands;
import hitrate.engine.command.sortedset.SortedSetPopCommands;
import hitrate.engine.command.sortedset.SortedSetRangeCommands;
import hitrate.engine.command.sortedset.SortedSetWalkCommands;
import hitrate.engine.command.stream.ClaimCommands;
import hitrate.engine.command.stream.ConsumerGroupCommands;
import hitrate.engine.command.stream.PendingCommands;
import hitrate.engine.command.stream.StreamEntryCommands;
import hitrate.engine.command.stream.StreamInfoCommands;
import hitrate.engine.command.stream.StreamReadCommands;
import hitrate.engine.command.stream.StreamTrimCommands;
import hitrate.engine.command.string.CounterCommands;
import hitrate.engine.command.string.LcsCommand;
import hitrate.engine.command.string.ManyStringsCommands;
import hitrate.engine.command.string.StringCommands;
import hitrate.engine.command.string.StringRangeCommands;
import hitrate.engine.command.transaction.TransactionCommands;
import hitrate.engine.persist.AppendOnlyFile;
import hitrate.engine.persist.DumpCommands;
import hitrate.engine.persist.MigrateCommand;
import hitrate.engine.persist.MigrationLines;
import hitrate.engine.persist.RewriteCommand;
import hitrate.engine.persist.SaveCommands;
import hitrate.engine.replica.FailoverCommand;
import hitrate.engine.replica.Following;
import hitrate.engine.replica.Replicas;
import hitrate.engine.replica.ReplicationCommands;
import hitrate.engine.replica.RoleCommands;
import hitrate.engine.replica.WaitAofCommand;
import hitrate.engine.replica.WaitCommand;
import hitrate.engine.script.Scripting;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.AclCommands;
import hitrate.engine.security.AclStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The commands of a node: the tables of all families, named one by one.
final class CommandFamilies {
  private CommandFamilies() {}

  /// Fresh declarations for one node.
  ///
  /// @param access known once the table of commands is complete
  /// @param persistence known then, too, as are
  /// @param replication with others
  static List<Command> all(
      Supplier<AccessControl> access,
      AclStore users,
      Scripting scripting,
      Supplier<Persistence> persistence,
      Supplier<Replication> replication,
      MigrationLines migrations) {
    Supplier<Replicas> replicas = () -> replication.get().replicas();
    Supplier<Following> following = () -> replication.get().following();
    Supplier<AppendOnlyFile> log = () -> persistence.get().recording().log();
    var all = new ArrayList<Command>();
    all.addAll(StringCommands.commands());
    all.addAll(ManyStringsCommands.commands());
    all.addAll(CounterCommands.commands());
    all.addAll(StringRangeCommands.commands());
    all.add(LcsCommand.command());
    all.addAll(BitCommands.commands());
    all.add(BitOpCommand.command());
    all.addAll(BitFieldCommand.commands());
    all.addAll(HyperLogLogCommands.commands());
    all.addAll(HyperLogLogDebugCommands.commands());
    all.addAll(HashCommands.commands());
    all.addAll(HashNumberCommands.commands());
    all.addAll(HashWalkCommands.commands());
    all.addAll(FieldExpiryCommands.commands());
    all.addAll(SetCommands.commands());
    all.addAll(SetChanceCommands.commands());
    all.addAll(SetAlgebraCommands.commands());
    all.addAll(ListCommands.commands());
    all.addAll(ListEditCommands.commands());
    all.addAll(ListMoveCommands.commands());
    all.addAll(BlockingListCommands.commands());
    all.addAll(SortedSetCommands.commands());
    all.addAll(BlockingSortedSetCommands.commands());
    all.addAll(SortedSetRangeCommands.commands());
    all.addAll(SortedSetPopCommands.commands());
    all.addAll(SortedSetAlgebraCommands.commands());
    all.addAll(SortedSetWalkCommands.commands());
    all.addAll(StreamEntryCommands.commands());
    all.addAll(StreamTrimCommands.commands());
    all.addAll(StreamReadCommands.commands());
    all.addAll(ConsumerGroupCommands.commands());
    all.add(PendingCommands.command());
    all.addAll(ClaimCommands.commands());
    all.add(StreamInfoCommands.command());
    all.addAll(GeoCommands.commands());
    all.addAll(GeoSearchCommands.commands());
    all.addAll(KeyCommands.commands());
    all.addAll(ExpiryCommands.commands());
    all.addAll(KeyspaceCommands.commands());
    all.add(ObjectCommands.command());
    all.addAll(DumpCommands.commands());
    all.add(MigrateCommand.command(migrations));
    all.addAll(RoleCommands.commands(replicas, following));
    all.addAll(ReplicationCommands.commands(replicas, following));
    all.add(FailoverCommand.command(following));
    all.add(RewriteCommand.command(log));
    all.addAll(
        SaveCommands.commands(
            () -> persistence.get().snapshots(), () -> persistence.get().saving()));
    all.add(WaitCommand.command(replicas));
    all.add(WaitAofCommand.command(log, replicas));
    all.addAll(SortCommands.commands());
    all.addAll(ConnectionCommands.commands());
    all.add(ClientCommands.command());
    all.addAll(ServerCommands.commands());
    all.add(CommandCommands.command());
    all.add(ConfigCommands.command());
    all.add(LatencyCommand.command());
    all.add(SlowLogCommand.command());
    all.add(MemoryCommand.command());
    all.add(LolwutCommand.command());
    all.add(DebugCommand.command());
    all.add(ModuleCommand.command());
    all.addAll(ClusterCommands.commands());
    all.addAll(PubSubCommands.commands());
    all.addAll(TransactionCommands.commands());
    all.addAll(scripting.commands());
    all.add(AclCommands.command(access, users));
    return all;
  }
}
