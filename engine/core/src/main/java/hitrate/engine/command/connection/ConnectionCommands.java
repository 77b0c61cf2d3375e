package hitrate.engine.command.connection;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.FAST;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.List;

/// PING and the other commands that greet, name or leave a connection.
public final class ConnectionCommands {
  private ConnectionCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("ping")
            .arity(-1)
            .flags(FAST)
            .categories(CONNECTION)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .runs(ConnectionCommands::ping));
  }

  private static Effect ping(Args args, Execution x) {
    if (args.count() > 2) {
      throw CommandError.arity("ping");
    }
    if (args.count() == 1) {
      x.reply().simple("PONG");
    } else {
      x.reply().bulk(args.bytes(1));
    }
    return Effect.NONE;
  }
}
