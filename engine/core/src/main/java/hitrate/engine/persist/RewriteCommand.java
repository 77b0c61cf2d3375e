package hitrate.engine.persist;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.function.Supplier;

/// BGREWRITEAOF.
public final class RewriteCommand {
  private RewriteCommand() {}

  /// The command's declaration.
  ///
  /// @param log known once the node is complete
  public static Command command(Supplier<AppendOnlyFile> log) {
    return Command.named("bgrewriteaof")
        .arity(1)
        .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
        .runs((args, x) -> rewrite(log.get().rewrite(), x));
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
}
