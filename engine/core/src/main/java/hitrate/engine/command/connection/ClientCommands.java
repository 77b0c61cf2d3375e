package hitrate.engine.command.connection;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.PauseReason;
import hitrate.engine.command.Waiting;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// CLIENT: who is connected, under what name; close connections; silence one's own.
public final class ClientCommands {
  private ClientCommands() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("client")
        .arity(-2)
        .holds(
            own("id", 2).sub(ClientCommands::id),
            own("info", 2).tips("nondeterministic_output").sub(ClientCommands::info),
            own("getname", 2).sub(ClientCommands::getName),
            own("setname", 3).sub(ClientCommands::setName),
            own("getredir", 2).sub(TrackingCommands::redirection),
            own("tracking", -3).sub(TrackingCommands::tracking),
            own("trackinginfo", 2).sub(TrackingCommands::info),
            own("caching", 3).sub(TrackingCommands::caching),
            own("reply", 3).sub(ClientCommands::reply),
            others("list", -2).tips("nondeterministic_output").sub(ClientCommands::list),
            others("kill", -3).sub(ClientCommands::kill),
            others("unblock", -3).sub(ClientCommands::unblock),
            others("pause", -3).sub(ClientCommands::pause),
            others("unpause", 2).sub(ClientCommands::endPause),
            others("no-evict", 3).sub(ClientCommands::noEvict),
            own("setinfo", 4).later().sub(ClientCommands::setInfo),
            own("no-touch", 3).later().sub(ClientCommands::noTouch),
            HelpText.subcommand("client", CONNECTION));
  }

  /// A subcommand about the caller's connection.
  private static Command.Builder own(String name, int arity) {
    return Command.named(name).arity(arity).flags(NOSCRIPT, LOADING, STALE).categories(CONNECTION);
  }

  /// A subcommand for administrators.
  private static Command.Builder others(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .categories(CONNECTION);
  }

  private static Effect id(Args args, Execution x) {
    x.reply().integer(x.client().id());
    return Effect.NONE;
  }

  private static Effect info(Args args, Execution x) {
    x.reply().verbatim("txt", x.client().describe() + "\n");
    return Effect.NONE;
  }

  private static Effect getName(Args args, Execution x) {
    Bytes name = x.client().name();
    if (name.length() == 0) {
      x.reply().nil();
    } else {
      x.reply().bulk(name);
    }
    return Effect.NONE;
  }

  private static Effect setName(Args args, Execution x) {
    x.client().name(ClientNames.valid(args.bytes(2)));
    x.reply().ok();
    return Effect.NONE;
  }

  /// What the client is programmed with, as its library says it.
  private static Effect setInfo(Args args, Execution x) {
    boolean isName = args.is(2, "LIB-NAME");
    if (!isName && !args.is(2, "LIB-VER")) {
      throw CommandError.of("ERR Unrecognized option '" + args.visibleText(2) + "'");
    }
    Bytes value = args.bytes(3);
    if (!ClientNames.isPlain(value)) {
      throw CommandError.of(
          "ERR "
              + (isName ? "lib-name" : "lib-ver")
              + " cannot contain spaces, newlines or special characters.");
    }
    if (isName) {
      x.client().libraryName(value);
    } else {
      x.client().libraryVersion(value);
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect noTouch(Args args, Execution x) {
    boolean on = args.is(2, "ON");
    if (!on && !args.is(2, "OFF")) {
      throw CommandError.SYNTAX;
    }
    x.client().sparesKeys(on);
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect reply(Args args, Execution x) {
    if (args.is(2, "ON")) {
      x.client().replies(Client.Replies.ON);
      x.reply().ok();
    } else if (args.is(2, "OFF")) {
      x.client().replies(Client.Replies.OFF);
    } else if (args.is(2, "SKIP")) {
      x.client().replies(Client.Replies.SKIP_NEXT);
    } else {
      throw CommandError.SYNTAX;
    }
    return Effect.NONE;
  }

  private static Effect noEvict(Args args, Execution x) {
    boolean on = args.is(2, "ON");
    if (!on && !args.is(2, "OFF")) {
      throw CommandError.SYNTAX;
    }
    x.client().protectedFromEviction(on);
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect pause(Args args, Execution x) {
    boolean onlyWrites = args.count() == 4 && args.is(3, "WRITE");
    if (args.count() > 4) {
      throw CommandError.unknownForm(args);
    }
    if (args.count() == 4 && !onlyWrites && !args.is(3, "ALL")) {
      throw CommandError.of("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    long end = x.now() + Waiting.wholeTimeoutMillis(args, 2);
    x.server().pause(PauseReason.CLIENT, end < 0 ? Long.MAX_VALUE : end, !onlyWrites);
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect endPause(Args args, Execution x) {
    x.server().endPause(PauseReason.CLIENT);
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect unblock(Args args, Execution x) {
    boolean withError = args.count() == 4 && args.is(3, "ERROR");
    if (args.count() > 4) {
      throw CommandError.unknownForm(args);
    }
    if (args.count() == 4 && !withError && !args.is(3, "TIMEOUT")) {
      throw CommandError.of("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    long id = args.longAt(2);
    boolean found =
        x.server().clients().stream()
            .anyMatch(client -> client.id() == id && client.unblock(withError));
    x.reply().integer(found ? 1 : 0);
    return Effect.NONE;
  }

  private static Effect list(Args args, Execution x) {
    Predicate<Client> wanted;
    if (args.count() == 4 && args.is(2, "TYPE")) {
      String type = typeNamed(args, 3);
      wanted = client -> client.type().equals(type);
    } else if (args.count() > 3 && args.is(2, "ID")) {
      listById(args, x);
      return Effect.NONE;
    } else if (args.count() == 2) {
      wanted = _ -> true;
    } else {
      throw CommandError.SYNTAX;
    }
    var text = new StringBuilder();
    x.server().clients().stream().filter(wanted).forEach(client -> add(text, client));
    x.reply().verbatim("txt", text.toString());
    return Effect.NONE;
  }

  private static void listById(Args args, Execution x) {
    var text = new StringBuilder();
    for (int i = 3; i < args.count(); i++) {
      long id = number(args, i, "ERR Invalid client ID");
      x.server().clients().stream()
          .filter(client -> client.id() == id)
          .forEach(client -> add(text, client));
    }
    x.reply().verbatim("txt", text.toString());
  }

  private static void add(StringBuilder text, Client client) {
    text.append(client.describe()).append('\n');
  }

  private static long number(Args args, int index, String complaint) {
    if (!Decimal.isLong(args.array(), args.start(index), args.length(index))) {
      throw CommandError.of(complaint);
    }
    return args.longAt(index);
  }

  private static String typeNamed(Args args, int index) {
    String name = args.visibleText(index).toLowerCase(Locale.ROOT);
    return switch (name) {
      case "normal", "master", "replica", "pubsub" -> name;
      case "slave" -> "replica";
      default -> throw CommandError.of("ERR Unknown client type '" + args.visibleText(index) + "'");
    };
  }

  private static Effect kill(Args args, Execution x) {
    boolean isOldForm = args.count() == 3;
    Victims victims = isOldForm ? Victims.at(args.visibleText(2)) : Victims.parse(args, x);
    int killed = 0;
    for (Client client : new ArrayList<>(x.server().clients())) {
      boolean isCaller = client.id() == x.client().id();
      if (victims.include(client) && !(isCaller && victims.skipsCaller)) {
        client.kill();
        killed++;
      }
    }
    if (!isOldForm) {
      x.reply().integer(killed);
    } else if (killed > 0) {
      x.reply().ok();
    } else {
      throw CommandError.of("ERR No such client");
    }
    return Effect.NONE;
  }

  /// Whom CLIENT KILL means: those who meet every condition that is given.
  ///
  /// @param id 0 for any
  private record Victims(
      @Nullable String address,
      @Nullable String localAddress,
      @Nullable String type,
      @Nullable String user,
      long id,
      boolean skipsCaller) {
    static Victims at(String address) {
      return new Victims(address, null, null, null, 0, false);
    }

    static Victims parse(Args args, Execution x) {
      String address = null;
      String localAddress = null;
      String type = null;
      String user = null;
      long id = 0;
      boolean skipsCaller = true;
      for (int i = 2; i < args.count(); i += 2) {
        int value = i + 1;
        if (value == args.count()) {
          throw CommandError.SYNTAX;
        } else if (args.is(i, "ID")) {
          id = id(args, value);
        } else if (args.is(i, "TYPE")) {
          type = typeNamed(args, value);
        } else if (args.is(i, "ADDR")) {
          address = args.visibleText(value);
        } else if (args.is(i, "LADDR")) {
          localAddress = args.visibleText(value);
        } else if (args.is(i, "USER")) {
          user = args.bytes(value).toString();
          if (!x.server().knowsUser(user)) {
            throw CommandError.of("ERR No such user '" + args.visibleText(value) + "'");
          }
        } else if (args.is(i, "SKIPME")) {
          skipsCaller = args.is(value, "YES");
          if (!skipsCaller && !args.is(value, "NO")) {
            throw CommandError.SYNTAX;
          }
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Victims(address, localAddress, type, user, id, skipsCaller);
    }

    private static long id(Args args, int index) {
      String complaint = "ERR client-id should be greater than 0";
      long id = number(args, index, complaint);
      if (id < 1) {
        throw CommandError.of(complaint);
      }
      return id;
    }

    boolean include(Client client) {
      return (address == null || address.equals(client.address()))
          && (localAddress == null || localAddress.equals(client.localAddress()))
          && (type == null || type.equals(client.type()))
          && (user == null || user.equals(client.user()))
          && (id == 0 || id == client.id());
    }
  }
}
