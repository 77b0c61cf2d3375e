package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.EffectSink;
import hitrate.engine.persist.ReplicaImages;
import hitrate.engine.replica.Following;
import hitrate.engine.replica.ImageTransfers;
import hitrate.engine.replica.Replicas;
import hitrate.engine.replica.ReplicationHost;
import hitrate.engine.replica.ReplicationReport;
import hitrate.engine.session.ClientState;
import hitrate.engine.world.Background;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node is to others with the same data: puts the parts together that serve its replicas,
/// and those that follow a primary.
final class Replication implements ReplicationHost {
  /// So often the log tells that what the primary does is not kept.
  private static final long MILLIS_BETWEEN_WARNINGS = 10_000;

  private final NodeLoop loop;
  private final Replicas replicas;
  private final Following following;
  private long lastWarning;

  Replication(NodeLoop loop, Network network, Disk disk, Background background) {
    this.loop = loop;
    var images =
        new ReplicaImages(
            loop.server(),
            loop.keyspace(),
            loop.scripting()::libraryCodes,
            disk,
            loop::submit,
            background.lane("replica-image"));
    this.replicas =
        new Replicas(
            loop.server(),
            this,
            new ImageTransfers(
                loop.server(), disk, images, loop.persistence().saving(), this::isSaving));
    var place = new FollowersPlace(loop, network, disk, this::changed);
    this.following = new Following(loop.server(), place, replicas);
    var configuration = loop.configuration();
    for (String name : List.of("min-replicas-to-write", "min-replicas-max-lag")) {
      configuration.watch(name, value -> replicas.countGoodOnes());
    }
    for (String name :
        List.of("replica-read-only", "replica-serve-stale-data", "replica-ignore-maxmemory")) {
      configuration.watch(name, value -> changed());
    }
    loop.persistence().snapshots().historyIs(replicas::facts);
    loop.dispatcher().disk().beforeUnkept(this::appliesUnkept);
    String[] primary = configuration.value("replicaof").split(" ", -1);
    if (primary.length == 2) {
      following.declare(primary[0], Integer.parseInt(primary[1]));
    }
  }

  Replicas replicas() {
    return replicas;
  }

  Following following() {
    return following;
  }

  /// The data that there was is loaded: it says where in the history it is.
  void loaded() {
    following.restore(loop.persistence().snapshots().history());
  }

  /// Goes on with what is on its way; true when it can go on at once.
  boolean work() {
    boolean goesOn = following.work();
    return replicas.work() || goesOn;
  }

  void close() {
    following.close();
  }

  void tick() {
    following.tick();
    replicas.tick();
  }

  /// A replica cannot refuse what it cannot keep. It ends, or goes on if it has been told to.
  private void appliesUnkept() {
    long now = loop.clock().millis();
    if (!loop.configuration().isOn("replica-ignore-disk-write-errors")) {
      loop.log("Replica was unable to write command to disk.");
      loop.fail();
    } else if (now > lastWarning + MILLIS_BETWEEN_WARNINGS) {
      lastWarning = now;
      loop.log("Replica is applying a command even though it is unable to write to disk.");
    }
  }

  private void changed() {
    var configuration = loop.configuration();
    boolean isOn = following.isOn();
    loop.logAs(isOn);
    loop.dispatcher()
        .following()
        .set(
            isOn,
            configuration.isOn("replica-read-only"),
            !following.isLinked() && !configuration.isOn("replica-serve-stale-data"));
    loop.dispatcher().memory().idle(isOn && configuration.isOn("replica-ignore-maxmemory"));
    configuration.override("replicaof", following.shown());
    replicas.updateRecording();
    replicas.countGoodOnes();
  }

  @Override
  public void replicateTo(@Nullable EffectSink sink) {
    loop.sinks().replicas(sink);
  }

  @Override
  public boolean isSaving() {
    return loop.keyspace().snapshots().isRunning()
        || loop.persistence().loading().isOn()
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

  @Override
  public boolean isFollowing() {
    return following.isOn();
  }

  @Override
  public boolean isPaused() {
    return loop.sessions().pause().isOn();
  }

  @Override
  public boolean mustBeQuiet() {
    return following.failsOverInTime();
  }

  @Override
  public int streamDatabase() {
    return following.database();
  }

  @Override
  public void requireSource() {
    following.requireLink();
  }

  /// The lines of INFO on replication.
  void report(StringBuilder text) {
    new ReplicationReport(replicas, following)
        .write((name, value) -> NodeReport.line(text, name, value));
  }
}
