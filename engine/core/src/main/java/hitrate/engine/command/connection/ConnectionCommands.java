package hitrate.engine.command.connection;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_AUTH;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.List;

/// Greeting and leaving: PING, HELLO, AUTH, SELECT, RESET, QUIT.
public final class ConnectionCommands {
  private static final Bytes DEFAULT_USER = Bytes.of("default");

  private ConnectionCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("ping")
            .arity(-1)
            .flags(FAST)
            .categories(CONNECTION)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .runs(ConnectionCommands::ping),
        Command.named("echo")
            .arity(2)
            .flags(LOADING, STALE, FAST)
            .categories(CONNECTION)
            .runs(ConnectionCommands::echo),
        Command.named("select")
            .arity(2)
            .flags(LOADING, STALE, FAST)
            .categories(CONNECTION)
            .runs(ConnectionCommands::select),
        atTheDoor("hello", -1).runs(ConnectionCommands::hello),
        atTheDoor("auth", -2).runs(ConnectionCommands::authenticate),
        atTheDoor("reset", 1).runs(ConnectionCommands::reset),
        atTheDoor("quit", -1).runs(ConnectionCommands::quit));
  }

  private static Command.Builder atTheDoor(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
        .categories(CONNECTION);
  }

  private static Effect ping(Args args, Execution x) {
    if (args.count() > 2) {
      throw CommandError.arity("ping");
    }
    if (x.client().subscriptions().isActive() && x.client().protocol() == 2) {
      pongAsMessage(args, x);
    } else if (args.count() == 1) {
      x.reply().simple("PONG");
    } else {
      x.reply().bulk(args.array(), args.start(1), args.length(1));
    }
    return Effect.NONE;
  }

  /// To a listening client of RESP2 the answer comes in the form of a message.
  private static void pongAsMessage(Args args, Execution x) {
    x.reply().array(2);
    x.reply().bulk("pong");
    x.reply().bulk(args.count() == 1 ? Bytes.EMPTY : args.bytes(1));
  }

  private static Effect echo(Args args, Execution x) {
    x.reply().bulk(args.array(), args.start(1), args.length(1));
    return Effect.NONE;
  }

  private static Effect select(Args args, Execution x) {
    int index = args.intAt(1);
    if (!x.keyspace().hasDatabase(index)) {
      throw CommandError.NO_SUCH_DATABASE;
    }
    x.client().select(index);
    x.reply().ok();
    return Effect.NONE;
  }

  /// Each option has its effect before the next is looked at, so that of a HELLO that ends in a
  /// mistake a name or a log-in may stay: as in the real server.
  private static Effect hello(Args args, Execution x) {
    int protocol = args.count() > 1 ? protocol(args) : 0;
    Client client = x.client();
    for (int i = 2; i < args.count(); i++) {
      int more = args.count() - 1 - i;
      if (args.is(i, "AUTH") && more >= 2) {
        args.redact(i + 1);
        args.redact(i + 2);
        logIn(args.bytes(i + 1), args.bytes(i + 2), args, x);
        i += 2;
      } else if (args.is(i, "SETNAME") && more >= 1) {
        client.name(ClientNames.valid(args.bytes(++i)));
      } else {
        throw CommandError.of("ERR Syntax error in HELLO option '" + args.visibleText(i) + "'");
      }
    }
    if (!client.isAuthenticated()) {
      throw CommandError.of(
          "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
              + " AUTH <user> <pass> option can be used to authenticate the client and"
              + " select the RESP protocol version at the same time");
    }
    if (protocol != 0) {
      client.protocol(protocol);
    }
    var reply = x.reply();
    reply.protocol(client.protocol());
    reply.map(7);
    reply.bulk("server");
    reply.bulk("redis");
    reply.bulk("version");
    reply.bulk(x.server().version());
    reply.bulk("proto");
    reply.integer(client.protocol());
    reply.bulk("id");
    reply.integer(client.id());
    reply.bulk("mode");
    reply.bulk("standalone");
    reply.bulk("role");
    reply.bulk(x.server().isReplica() ? "replica" : "master");
    reply.bulk("modules");
    reply.array(0);
    return Effect.NONE;
  }

  private static int protocol(Args args) {
    if (!Decimal.isLong(args.array(), args.start(1), args.length(1))) {
      throw CommandError.of("ERR Protocol version is not an integer or out of range");
    }
    long version = args.longAt(1);
    if (version < 2 || version > 3) {
      throw CommandError.of("NOPROTO unsupported protocol version");
    }
    return (int) version;
  }

  private static Effect authenticate(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.SYNTAX;
    }
    boolean namesUser = args.count() == 3;
    args.redact(1);
    args.redact(2);
    if (!namesUser && !x.server().hasDefaultPassword()) {
      throw CommandError.of(
          "ERR AUTH <password> called without any password configured for the default user. Are"
              + " you sure your configuration is correct?");
    }
    Bytes password = args.bytes(args.count() - 1);
    logIn(namesUser ? args.bytes(1) : DEFAULT_USER, password, args, x);
    x.reply().ok();
    return Effect.NONE;
  }

  private static void logIn(Bytes user, Bytes password, Args args, Execution x) {
    if (!x.client().logIn(user, password, args.visibleText(0))) {
      throw CommandError.of("WRONGPASS invalid username-password pair or user is disabled.");
    }
  }

  private static Effect reset(Args args, Execution x) {
    x.client().reset();
    x.reply().protocol(x.client().protocol());
    x.reply().simple("RESET");
    return Effect.NONE;
  }

  private static Effect quit(Args args, Execution x) {
    x.reply().ok();
    x.client().closeAfterReply();
    return Effect.NONE;
  }
}
