package hitrate.engine.replica;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.function.Supplier;

/// FAILOVER: the primary gives its place to one of its replicas, see [Failover].
public final class FailoverCommand {
  private final Supplier<Following> following;

  private FailoverCommand(Supplier<Following> following) {
    this.following = following;
  }

  /// The command's declaration.
  ///
  /// @param following known once the node is put together
  public static Command command(Supplier<Following> following) {
    return Command.named("failover")
        .arity(-1)
        .flags(ADMIN, NOSCRIPT, STALE)
        .parses(FailoverCommand::parse)
        .runs(new FailoverCommand(following)::run);
  }

  /// The words of a call.
  private record Words(Failover.Wish wish, boolean abort) {}

  private static Words parse(Args args) {
    String address = "";
    int port = 0;
    long timeout = 0;
    boolean force = false;
    boolean abort = false;
    for (int i = 1; i < args.count(); i++) {
      int behind = args.count() - 1 - i;
      if (args.is(i, "TIMEOUT") && behind > 0 && timeout == 0) {
        timeout = args.longAt(++i);
        if (timeout <= 0) {
          throw CommandError.of("ERR FAILOVER timeout must be greater than 0");
        }
      } else if (args.is(i, "ABORT") && !abort) {
        abort = true;
      } else if (args.is(i, "TO") && behind > 1 && address.isEmpty()) {
        address = args.text(++i);
        port = (int) args.longAt(++i);
      } else if (args.is(i, "FORCE") && !force) {
        force = true;
      } else {
        throw CommandError.SYNTAX;
      }
    }
    if (abort && args.count() > 2) {
      throw CommandError.SYNTAX;
    }
    return new Words(new Failover.Wish(address, port, timeout, force), abort);
  }

  private Effect run(Words words, Args args, Execution x) {
    Failover failover = following.get().failover();
    if (words.abort) {
      failover.abort();
    } else {
      failover.begin(words.wish);
    }
    x.reply().ok();
    return Effect.NONE;
  }
}
