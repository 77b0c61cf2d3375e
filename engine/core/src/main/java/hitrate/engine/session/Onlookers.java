package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.world.Clock;
import org.jspecify.annotations.Nullable;

/// What running commands means to clients other than the one that sent them, and to its own cache:
/// shows them to [Monitors], and has [Invalidations] remember what they read.
final class Onlookers {
  private final Monitors monitors;
  private final Invalidations invalidations;
  private final Clock clock;
  private @Nullable ClientState author;
  private @Nullable Script script;

  /// A script that is running, and who has sent it.
  private record Script(Command command, Args words, ClientState caller) {}

  Onlookers(Sessions sessions, Clock clock) {
    this.monitors = sessions.monitors();
    this.invalidations = sessions.invalidations();
    this.clock = clock;
  }

  /// Who makes the changes of this moment; null for nobody, as which scripts count, too.
  @Nullable ClientState author() {
    return author;
  }

  /// Who has sent the script that is running; the last one, when none is.
  @Nullable ClientState scriptCaller() {
    Script running = script;
    return running == null ? null : running.caller;
  }

  /// A command begins.
  ///
  /// @param place behind how many bytes of the replies its line belongs
  void begins(Command command, Args words, ClientState client, int place) {
    boolean isScript = command.isScript();
    author = isScript ? null : client;
    if (isScript) {
      script = new Script(command, words, client);
      if (!monitors.isEmpty()) {
        monitors.runsScript(words, client, clock, place);
      }
    }
  }

  /// A command has run, whether it was a mistake or not, alone or in a transaction.
  void hasRun(Command command, Args words, ClientState client, int place) {
    if (!monitors.isEmpty()) {
      monitors.hasRun(command, words, client, clock, place);
    }
    if (client.marks() != 0
        && client.tracking().isOn()
        && command.is(CommandFlag.READONLY)
        && !command.isScript()) {
      invalidations.remember(client, command, words);
    }
  }

  /// A script has called a command. What it has read counts as read by its caller, but of its keys
  /// those that the script was given.
  void wasCalled(Command command, Args words, int database, int place) {
    if (!monitors.isEmpty()) {
      monitors.wasCalled(command, words, database, clock, place);
    }
    Script running = script;
    if (running != null && running.caller.tracking().isOn() && command.is(CommandFlag.READONLY)) {
      invalidations.remember(running.caller, running.command, running.words);
    }
  }

  /// A request is done with, be it that it was refused.
  void requestEnded(@Nullable Command command, ClientState client, int place) {
    author = null;
    if (client.marks() != 0 || invalidations.hasPending()) {
      invalidations.sendPending(client, place);
      boolean isClientCommand = command != null && ClientTracking.isClientCommand(command);
      client.tracking().requestEnded(isClientCommand);
    }
  }

  /// All requests of a turn are done with.
  void turnEnds(int place) {
    invalidations.broadcast(place);
  }
}
