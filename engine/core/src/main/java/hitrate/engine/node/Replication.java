package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.EffectSink;
import hitrate.engine.persist.ReplicaImages;
import hitrate.engine.replica.ImageTransfers;
import hitrate.engine.replica.Replicas;
import hitrate.engine.replica.ReplicationHost;
import hitrate.engine.session.ClientState;
import hitrate.engine.world.Background;
import hitrate.engine.world.Disk;
import org.jspecify.annotations.Nullable;

/// What a node is to others with the same data: puts the parts together that serve its replicas.
final class Replication implements ReplicationHost {
  private final NodeLoop loop;
  private final Replicas replicas;

  Replication(NodeLoop loop, Disk disk, Background background) {
    this.loop = loop;
    var images =
        new ReplicaImages(
            loop,
            loop.keyspace(),
            loop.scripting()::libraryCodes,
            disk,
            loop::submit,
            background.lane("replica-image"));
    this.replicas =
        new Replicas(loop, this, new ImageTransfers(loop, disk, images, this::isSaving));
    for (String name : new String[] {"min-replicas-to-write", "min-replicas-max-lag"}) {
      loop.configuration().watch(name, value -> replicas.countGoodOnes());
    }
  }

  Replicas replicas() {
    return replicas;
  }

  @Override
  public void replicateTo(@Nullable EffectSink sink) {
    loop.sinks().replicas(sink);
  }

  @Override
  public boolean isSaving() {
    return loop.keyspace().snapshots().isRunning()
        || loop.persistence().saving().isRunning()
        || loop.persistence().recording().log().rewrite().isRunning();
  }

  @Override
  public void replicasCaughtUp() {
    loop.dispatcher().wakeKeyless();
  }

  @Override
  public boolean isTooMuch(ClientState replica, long bytes) {
    return loop.outputLimits().isBeyondHard(replica, bytes);
  }

  @Override
  public void refuseChanges(@Nullable CommandError refusal) {
    loop.dispatcher().disk().refuseChangesWith(refusal);
  }

  /// The lines of INFO on replication.
  void report(StringBuilder text) {
    NodeReport.line(text, "role", "master");
    replicas.report((name, value) -> NodeReport.line(text, name, value));
  }
}
