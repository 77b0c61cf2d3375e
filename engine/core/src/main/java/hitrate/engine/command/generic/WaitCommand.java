package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.resp.ReplyWriter;
import java.util.List;

/// WAIT: waits until so many replicas have got what the client has written. There are none here, so
/// that it waits for its whole time unless it is content with none.
public final class WaitCommand {
  private WaitCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("wait")
        .arity(3)
        .flags(NOSCRIPT)
        .categories(CONNECTION)
        .tips("request_policy:all_shards", "response_policy:agg_min")
        .parses(Words::parse)
        .runs(WaitCommand::run);
  }

  private record Words(long replicas, long timeoutMillis) {
    static Words parse(Args args) {
      return new Words(args.longAt(1), Waiting.wholeTimeoutMillis(args, 2));
    }
  }

  private static Effect run(Words words, Args args, Execution x) {
    if (words.replicas <= 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    return x.waitFor(new ForReplicas(), List.of(), words.timeoutMillis);
  }

  /// Waits for something that never comes.
  private record ForReplicas() implements Waiting.Keyless {
    @Override
    public void timedOut(ReplyWriter reply) {
      reply.integer(0);
    }
  }
}
