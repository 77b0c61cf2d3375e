package hitrate.engine.persist;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.resp.ReplyWriter;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// BGREWRITEAOF, and WAITAOF of version 7.2: waits until what has been written is safe on the disk.
public final class AofCommands {
  private static final CommandError NOTHING_RECORDED =
      CommandError.of(
          "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");

  private AofCommands() {}

  /// The commands' declarations.
  ///
  /// @param log known once the node is complete
  public static List<Command> commands(Supplier<AppendOnlyFile> log) {
    return List.of(
        Command.named("bgrewriteaof")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
            .runs((args, x) -> rewrite(log.get().rewrite(), x)),
        Command.named("waitaof")
            .arity(4)
            .later()
            .flags(NOSCRIPT)
            .categories(CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .parses(Goal::parse)
            .runs((goal, args, x) -> await(goal, log.get(), x)));
  }

  private static Effect rewrite(AofRewrite rewrite, Execution x) {
    if (rewrite.isRunning()) {
      throw CommandError.of("ERR Background append only file rewriting already in progress");
    }
    String answer = rewrite.ask();
    if (answer == null) {
      throw CommandError.of(
          "ERR Can't execute an AOF background rewriting. Please check the server logs for more"
              + " information.");
    }
    x.reply().simple(answer);
    return Effect.NONE;
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
  private static Effect await(Goal goal, AppendOnlyFile log, Execution x) {
    var waiting = new ForDisk(goal, log, log.recorded());
    Effect effect = waiting.serve(x);
    return effect != null ? effect : x.waitFor(waiting, List.of(), goal.timeoutMillis);
  }

  private record ForDisk(Goal goal, AppendOnlyFile log, long recorded) implements Waiting.Keyless {
    /// There are no replicas.
    private static final int REPLICAS = 0;

    private int local() {
      return log.forced() >= recorded ? 1 : 0;
    }

    @Override
    public @Nullable Effect serve(Execution x) {
      if (goal.local > 0 && !log.isOn()) {
        throw NOTHING_RECORDED;
      }
      if (local() < goal.local || REPLICAS < goal.replicas) {
        return null;
      }
      timedOut(x.reply());
      return Effect.NONE;
    }

    @Override
    public void timedOut(ReplyWriter reply) {
      reply.array(2);
      reply.integer(local());
      reply.integer(REPLICAS);
    }
  }
}
