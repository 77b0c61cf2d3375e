package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stands before each command of a node that follows a primary: refuses what only the primary may
/// change, and what it could not answer truly. What the primary itself sends passes always.
///
/// It also says what a command sees of keys whose time has come. They go when the primary says so.
/// Until then readers do not see them; the primary does, as its commands were run where the key was
/// still there; and who may write here removes them, as everywhere.
public final class ReplicaGate {
  /// What commands are answered that come while data is loaded.
  public static final CommandError LOADING =
      CommandError.of("LOADING Redis is loading the dataset in memory");

  private static final CommandError READ_ONLY =
      CommandError.of("READONLY You can't write against a read only replica.");
  private static final CommandError CUT_OFF =
      CommandError.of(
          "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
  private static final CommandError STALE_IN_SCRIPT =
      CommandError.of("ERR Can not execute the command on a stale replica");

  private static final CommandError NO_KEYS =
      CommandError.of("ERR Replica can't interact with the keyspace");
  private static final List<CommandFlag> KEYED =
      List.of(CommandFlag.WRITE, CommandFlag.READONLY, CommandFlag.MAY_REPLICATE);

  private final Keyspace keyspace;
  private boolean follows;
  private boolean readOnly;
  private boolean cutOff;
  private boolean isArriving;
  private boolean servesMeanwhile;

  ReplicaGate(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// Says what the node is from here on.
  ///
  /// @param isFollowing whether it follows a primary
  /// @param refusesChanges whether clients may only read (`replica-read-only`)
  /// @param refusesReads whether they may not even do that, as there is no link to the primary
  ///   (`replica-serve-stale-data`)
  public void set(boolean isFollowing, boolean refusesChanges, boolean refusesReads) {
    follows = isFollowing;
    readOnly = isFollowing && refusesChanges;
    cutOff = isFollowing && refusesReads;
    if (isFollowing) {
      keyspace.follow(true);
    } else {
      keyspace.lead();
    }
  }

  /// Says whether an image of the primary's data is being loaded as it arrives.
  ///
  /// @param servesOld whether clients see what there was before until it is whole
  public void loads(boolean isOn, boolean servesOld) {
    isArriving = isOn;
    servesMeanwhile = servesOld;
  }

  /// Tells the log of a command that went wrong though it did not at the primary: the data is not
  /// the same then. Or of one that a replica should not have sent at all.
  static void refused(
      CommandError mistake, @Nullable Command command, ClientState client, Server server) {
    if (client.isPrimary()) {
      server.log("warning", DivergenceLine.of("replica", "master", mistake.reply(), command));
    } else if (client.isReplica()) {
      server.log("warning", DivergenceLine.of("master", "replica", mistake.reply(), command));
    }
  }

  /// A replica gets the stream and nothing else: one that has a reply written is sent away.
  static void answered(@Nullable Command command, ClientState replica, Server server) {
    server.log(
        "warning",
        "Replica generated a reply to command '%s', disconnecting it: %s"
            .formatted(nameOf(command), replica.describe()));
    replica.kill();
  }

  static String nameOf(@Nullable Command command) {
    return command == null ? "<unknown>" : command.fullName();
  }

  void pass(Command command, ClientState client) {
    if (client.isReplica() && KEYED.stream().anyMatch(command::is)) {
      throw NO_KEYS;
    }
    if (!follows || client.isPrimary()) {
      return;
    }
    boolean changes = client.transaction().does(command, CommandFlag.WRITE);
    if (readOnly && changes) {
      throw READ_ONLY;
    }
    if (cutOff && !client.transaction().isAll(command, CommandFlag.STALE)) {
      throw CUT_OFF;
    }
    if (isArriving && !mayRunMeanwhile(command, client.transaction())) {
      throw LOADING;
    }
    showKeys(changes);
  }

  private void showKeys(boolean changes) {
    if (changes) {
      keyspace.changeLocally();
    } else {
      keyspace.follow(true);
    }
  }

  private boolean mayRunMeanwhile(Command command, ClientTransaction transaction) {
    return servesMeanwhile
        ? !transaction.does(command, CommandFlag.NO_ASYNC_LOADING)
        : transaction.isAll(command, CommandFlag.LOADING);
  }

  /// @throws CommandError when there is no link to the primary, and data is not to be seen then
  public void requireLink() {
    if (cutOff) {
      throw CUT_OFF;
    }
  }

  /// What a script of that caller's is told that calls a command which must not be run without a
  /// link to the primary; null when it may be.
  @Nullable CommandError staleness(Command command, @Nullable ClientState caller) {
    boolean isApplied = caller != null && caller.isPrimary();
    return cutOff && !isApplied && !command.is(CommandFlag.STALE) ? STALE_IN_SCRIPT : null;
  }

  /// Why a script of that caller's may not change anything, or null.
  @Nullable CommandError refusalOfChanges(@Nullable ClientState caller) {
    return readOnly && holds(caller) ? READ_ONLY : null;
  }

  private boolean holds(@Nullable ClientState caller) {
    return follows && (caller == null || !caller.isPrimary());
  }

  /// A script of that caller's is about to run a command.
  void begins(Command command, @Nullable ClientState caller) {
    if (holds(caller)) {
      showKeys(command.is(CommandFlag.WRITE));
    }
  }
}
