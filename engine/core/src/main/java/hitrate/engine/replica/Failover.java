package hitrate.engine.replica;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.PauseReason;
import hitrate.engine.command.Server;
import org.jspecify.annotations.Nullable;

/// Gives the primary's place to one of its replicas without losing a change (FAILOVER): changes
/// wait until the replica has got all, then this node follows it, and its PSYNC tells it to be the
/// primary from there on.
final class Failover {
  private enum Stage {
    NONE("no-failover"),
    WAITS("waiting-for-sync"),
    IN_PROGRESS("failover-in-progress");

    private final String word; // of INFO

    Stage(String word) {
      this.word = word;
    }
  }

  /// What is asked for.
  ///
  /// @param address of the replica, empty for any
  /// @param timeoutMillis how long it is waited for, 0 for ever
  /// @param byForce whether it takes over then although it has not got all
  record Wish(String address, int port, long timeoutMillis, boolean byForce) {}

  private static final Wish NOTHING = new Wish("", 0, 0, false);

  private final Server server;
  private final Replicas replicas;
  private final Following following;
  private Stage stage = Stage.NONE;
  private Wish wish = NOTHING;
  private long endMillis;

  Failover(Server server, Replicas replicas, Following following) {
    this.server = server;
    this.replicas = replicas;
    this.following = following;
  }

  String word() {
    return stage.word;
  }

  /// True while this node is about to follow its replica.
  boolean isInProgress() {
    return stage == Stage.IN_PROGRESS;
  }

  /// Begins.
  ///
  /// @throws CommandError when that cannot be done
  void begin(Wish wanted) {
    if (stage != Stage.NONE) {
      throw CommandError.of("ERR FAILOVER already in progress.");
    }
    if (following.isOn()) {
      throw CommandError.of("ERR FAILOVER is not valid when server is a replica.");
    }
    if (replicas.count() == 0) {
      throw CommandError.of("ERR FAILOVER requires connected replicas.");
    }
    if (wanted.byForce && (wanted.timeoutMillis == 0 || wanted.address.isEmpty())) {
      throw CommandError.of(
          "ERR FAILOVER with force option requires both a timeout and target HOST and IP.");
    }
    if (!wanted.address.isEmpty()) {
      Replica target = target(wanted);
      if (target == null) {
        throw CommandError.of("ERR FAILOVER target HOST and PORT is not a replica.");
      }
      if (!target.isOnline()) {
        throw CommandError.of("ERR FAILOVER target replica is not online.");
      }
    }
    wish = wanted;
    endMillis = wanted.timeoutMillis == 0 ? 0 : server.clock().millis() + wanted.timeoutMillis;
    stage = Stage.WAITS;
    following.note(
        "notice",
        wanted.address.isEmpty()
            ? "FAILOVER requested to any replica."
            : "FAILOVER requested to %s:%d.".formatted(wanted.address, wanted.port));
    server.pause(PauseReason.FAILOVER, Long.MAX_VALUE, false);
  }

  /// Calls it off because somebody wants that.
  ///
  /// @throws CommandError when there is nothing to call off
  void abort() {
    if (stage == Stage.NONE) {
      throw CommandError.of("ERR No failover in progress.");
    }
    abort("Failover manually aborted");
  }

  private void abort(String why) {
    String to = wish.address.isEmpty() ? "any replica" : wish.address + ":" + wish.port;
    following.note("notice", "FAILOVER to %s aborted: %s".formatted(to, why));
    boolean mustLead = isInProgress();
    end();
    if (mustLead) {
      following.lead("");
    }
  }

  private void end() {
    stage = Stage.NONE;
    wish = NOTHING;
    server.endPause(PauseReason.FAILOVER);
  }

  /// The replica has answered whether it takes over.
  void answered(boolean takesOver) {
    if (isInProgress() && takesOver) {
      end();
    } else if (isInProgress()) {
      abort("Failover target rejected psync request");
    }
  }

  private @Nullable Replica target(Wish wanted) {
    for (Replica replica : replicas.all()) {
      boolean isIt = replica.host().equals(wanted.address) && replica.port == wanted.port;
      if (replica.isAttached() && (isIt || wanted.address.isEmpty() && isSynced(replica))) {
        return replica;
      }
    }
    return null;
  }

  private boolean isSynced(Replica replica) {
    return replica.isOnline() && replicas.hasAll(replica);
  }

  /// Goes on as soon as the replica has got all.
  void work() {
    if (stage != Stage.WAITS) {
      return;
    }
    if (endMillis > 0 && server.clock().millis() >= endMillis) {
      if (!wish.byForce) {
        abort("Replica never caught up before timeout");
        return;
      }
      following.note(
          "notice",
          "FAILOVER to %s:%d time out exceeded, failing over.".formatted(wish.address, wish.port));
      hand(wish.address, wish.port);
      return;
    }
    Replica replica = target(wish);
    if (replica != null && isSynced(replica)) {
      String address = replica.host();
      int port = (int) replica.port;
      following.note(
          "notice", "Failover target %s:%d is synced, failing over.".formatted(address, port));
      hand(address, port);
    }
  }

  private void hand(String address, int port) {
    stage = Stage.IN_PROGRESS;
    following.follow(address, port, "");
  }

  /// True while nothing may be added to the history, or the replica would have to get that, too.
  boolean isQuiet() {
    return stage == Stage.WAITS && endMillis > 0;
  }

  /// @throws CommandError while a replica is to take this node's place
  void refuseAnotherPrimary() {
    if (stage != Stage.NONE) {
      throw CommandError.of("ERR REPLICAOF not allowed while failing over.");
    }
  }
}
