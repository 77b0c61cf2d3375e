package hitrate.engine.replica;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.persist.AppendOnlyFile;
import hitrate.engine.resp.ReplyWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// WAITAOF of version 7.2: waits until what has been written is safe on the disk, on that of this
/// node and on those of replicas.
public final class WaitAofCommand {
  private static final CommandError NO_PRIMARY =
      CommandError.of(
          "ERR WAITAOF cannot be used with replica instances. Please also note that writes to"
              + " replicas are just local and are not propagated.");
  private static final CommandError NOTHING_RECORDED =
      CommandError.of(
          "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");

  private WaitAofCommand() {}

  /// The command's declaration.
  ///
  /// @param log known once the node is put together, as are
  /// @param replicas too
  public static Command command(Supplier<AppendOnlyFile> log, Supplier<Replicas> replicas) {
    return Command.named("waitaof")
        .arity(4)
        .later()
        .flags(NOSCRIPT)
        .categories(CONNECTION)
        .tips("request_policy:all_shards", "response_policy:agg_min")
        .parses(Goal::parse)
        .runs((goal, args, x) -> await(goal, log.get(), replicas.get(), x));
  }

  /// Where it is to be safe: on this node's disk if `local` is 1, and on those of so many replicas.
  private record Goal(long local, long replicas, long timeoutMillis) {
    static Goal parse(Args args) {
      return new Goal(
          args.longAt(1, 0, 1), args.positiveLongAt(2), Waiting.wholeTimeoutMillis(args, 3));
    }
  }

  /// Waits for all that has been recorded so far, whoever wrote it: the client's own writes are
  /// among it.
  private static Effect await(Goal goal, AppendOnlyFile log, Replicas replicas, Execution x) {
    replicas.requirePrimary(NO_PRIMARY);
    var waiting = new ForDisks(goal, log, log.recorded(), replicas, replicas.log().lastChange());
    Effect effect = waiting.serve(x);
    return effect != null ? effect : replicas.awaitWord(waiting, goal.timeoutMillis, x);
  }

  /// @param recorded so many commands are to be safe here
  /// @param offset up to this byte the history is to be safe there
  private record ForDisks(
      Goal goal, AppendOnlyFile log, long recorded, Replicas replicas, long offset)
      implements Waiting.Keyless {
    private int here() {
      return log.forced() >= recorded ? 1 : 0;
    }

    @Override
    public @Nullable Effect serve(Execution x) {
      if (goal.local > 0 && !log.isOn()) {
        throw NOTHING_RECORDED;
      }
      if (here() < goal.local || replicas.keeping(offset) < goal.replicas) {
        return null;
      }
      timedOut(x.reply());
      return Effect.NONE;
    }

    @Override
    public void timedOut(ReplyWriter reply) {
      reply.array(2);
      reply.integer(here());
      reply.integer(replicas.keeping(offset));
    }
  }
}
