package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.NestedCalls;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.world.Clock;
import org.jspecify.annotations.Nullable;

/// Runs the commands that others call, those of scripts and functions: past the same gates, counted
/// and timed like those that clients send.
final class CalledCommands implements NestedCalls {
  private final AccessGate access;
  private final DiskGate disk;
  private final ReplicaGate following;
  private final Onlookers onlookers;
  private final EffectLog log;
  private final CommandStatistics statistics;
  private final CallTimes times;
  private final Clock clock;
  private final ReplyWriter replies;

  /// @param replies of the clients, in which messages to a caller have their place
  CalledCommands(
      AccessGate access,
      DiskGate disk,
      ReplicaGate following,
      Onlookers onlookers,
      EffectLog log,
      CommandStatistics statistics,
      CallTimes times,
      Clock clock,
      ReplyWriter replies) {
    this.access = access;
    this.disk = disk;
    this.following = following;
    this.onlookers = onlookers;
    this.log = log;
    this.statistics = statistics;
    this.times = times;
    this.clock = clock;
    this.replies = replies;
  }

  @Override
  public @Nullable CommandError denial(Command command, Args words) {
    ClientState caller = onlookers.scriptCaller();
    CommandError stale = following.staleness(command, caller);
    return stale == null ? access.denial(command, words, caller) : stale;
  }

  @Override
  public @Nullable CommandError refusalOfChanges() {
    CommandError reason = following.refusalOfChanges(onlookers.scriptCaller());
    return reason == null ? disk.refusalOfChanges() : reason;
  }

  @Override
  public Effect runNested(Command command, Args words, Execution x) {
    ReplyWriter answer = x.reply();
    int before = answer.length();
    long start = clock.nanos();
    try {
      following.begins(command, onlookers.scriptCaller());
      Effect effect = command.run(words, x);
      statistics.call(command.number());
      if (effect != Effect.NONE) {
        log.countChanges(x.changes());
      }
      return effect;
    } catch (CommandError mistake) {
      answer.truncate(before);
      answer.error(mistake.reply());
      countError(mistake.reply());
      statistics.call(command.number());
      statistics.fail(command.number());
      return Effect.NONE;
    } finally {
      onlookers.wasCalled(command, words, x.client().database(), replies.length());
      times.called(command, words, clock.nanos() - start);
    }
  }

  @Override
  public void countRefused(@Nullable Command command, String error) {
    countError(error);
    if (command != null) {
      statistics.reject(command.number());
    }
  }

  @Override
  public void countError(String error) {
    statistics.error(error);
  }
}
