package hitrate.engine.replica;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.session.ClientState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// WAIT: waits until so many replicas have got everything up to the client's last command before
/// it, whoever wrote that.
public final class WaitCommand {
  private static final CommandError NO_PRIMARY =
      CommandError.of(
          "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if"
              + " a replica is configured to be writable (which is not the default) writes to"
              + " replicas are just local and are not propagated.");

  private final Supplier<Replicas> replicas;

  private WaitCommand(Supplier<Replicas> replicas) {
    this.replicas = replicas;
  }

  /// The command's declaration.
  ///
  /// @param replicas known once the node is put together
  public static Command command(Supplier<Replicas> replicas) {
    return Command.named("wait")
        .arity(3)
        .flags(NOSCRIPT)
        .categories(CONNECTION)
        .tips("request_policy:all_shards", "response_policy:agg_min")
        .parses(Words::parse)
        .runs(new WaitCommand(replicas)::run);
  }

  private record Words(long replicas, long timeoutMillis) {
    static Words parse(Args args) {
      return new Words(args.longAt(1), Waiting.wholeTimeoutMillis(args, 2));
    }
  }

  private Effect run(Words words, Args args, Execution x) {
    Replicas all = replicas.get();
    all.requirePrimary(NO_PRIMARY);
    long offset = x.client() instanceof ClientState client ? client.position() : 0;
    long have = all.having(offset);
    if (have >= words.replicas) {
      x.reply().integer(have);
      return Effect.NONE;
    }
    return all.awaitWord(new ForReplicas(all, words.replicas, offset), words.timeoutMillis, x);
  }

  private record ForReplicas(Replicas all, long wanted, long offset) implements Waiting.Keyless {
    @Override
    public @Nullable Effect serve(Execution x) {
      long have = all.having(offset);
      if (have < wanted) {
        return null;
      }
      x.reply().integer(have);
      return Effect.NONE;
    }

    @Override
    public void timedOut(ReplyWriter reply) {
      reply.integer(all.having(offset));
    }
  }
}
