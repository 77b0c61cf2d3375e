package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.AccessControl.Moment;
import org.jspecify.annotations.Nullable;

/// Stands before each command and lets through what the client's user may do. All methods throw a
/// [CommandError] for what it may not.
final class AccessGate {
  /// To a client that is shown all commands; the real server keeps such clients together with its
  /// replicas.
  private static final CommandError MONITORS_ONLY =
      CommandError.of("ERR Replica can't interact with the keyspace");

  private final AccessControl access;

  AccessGate(AccessControl access) {
    this.access = access;
  }

  /// A request that is about to run or to be queued.
  void pass(Command command, Args words, ClientState client) {
    if (client.isLockedOut() && !command.is(CommandFlag.NO_AUTH)) {
      throw CommandError.NOT_AUTHENTICATED;
    }
    client.transaction().check(command);
    if (!client.account().isUnlimited()) {
      client.lastCommand(command); // which the log of refusals tells
      boolean queueing = client.transaction().isBegun();
      access.check(
          client.account(), command, words, client, queueing ? Moment.QUEUEING : Moment.ALONE);
    }
  }

  /// A queued command that is about to run: the rules may have changed since.
  void passQueued(Command command, Args words, ClientState client) {
    access.check(client.account(), command, words, client, Moment.EXECUTING);
  }

  /// A command that a script of the caller's calls; when it may not, that is the answer.
  @Nullable CommandError denial(Command command, Args words, @Nullable ClientState caller) {
    try {
      if (caller != null) {
        access.check(caller.account(), command, words, caller, Moment.IN_SCRIPT);
      }
      return null;
    } catch (CommandError denied) {
      return denied;
    }
  }

  /// A client that is shown all commands keeps away from the keys.
  void keepMonitorOut(Command command, ClientState client) {
    if (client.isMonitoring()
        && (command.is(CommandFlag.READONLY)
            || command.is(CommandFlag.WRITE)
            || command.is(CommandFlag.MAY_REPLICATE))) {
      throw MONITORS_ONLY;
    }
  }
}
