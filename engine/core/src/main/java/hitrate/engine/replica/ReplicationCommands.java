package hitrate.engine.replica;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static hitrate.engine.command.CommandFlag.NO_MULTI;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.session.ClientState;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What replicas say to their primary: SYNC, PSYNC and REPLCONF.
public final class ReplicationCommands {
  private static final int LONGEST_ADDRESS = 255;

  private final Supplier<Replicas> replicas;
  private final Supplier<Following> following;

  private ReplicationCommands(Supplier<Replicas> replicas, Supplier<Following> following) {
    this.replicas = replicas;
    this.following = following;
  }

  /// The commands' declarations.
  ///
  /// @param replicas known once the node is put together, as is whom it follows
  public static List<Command> commands(Supplier<Replicas> replicas, Supplier<Following> following) {
    var family = new ReplicationCommands(replicas, following);
    return List.of(
        Command.named("sync")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
            .runs(family::sync),
        Command.named("psync")
            .arity(-3)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
            .runs(family::syncFrom),
        Command.named("replconf")
            .arity(-1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, ALLOW_BUSY)
            .runs(family::configure));
  }

  private static ClientState client(Execution x) {
    if (x.client() instanceof ClientState client && client.id() != ClientState.NO_ID) {
      return client;
    }
    throw CommandError.of("ERR only a client of its own can be a replica");
  }

  private Effect sync(Args args, Execution x) {
    replicas.get().sync(client(x));
    return Effect.NONE;
  }

  private Effect syncFrom(Args args, Execution x) {
    if (args.count() > 3 && args.is(3, "FAILOVER")) {
      following.get().takeOver(args.text(1), client(x).describe());
    }
    replicas.get().sync(client(x), args.text(1), () -> args.longAt(2));
    return Effect.NONE;
  }

  private Effect configure(Args args, Execution x) {
    if (args.count() % 2 == 0) {
      throw CommandError.SYNTAX;
    }
    ClientState client = client(x);
    for (int i = 1; i < args.count(); i += 2) {
      String option = args.text(i).toLowerCase(Locale.ROOT);
      if (option.equals("ack")) {
        acknowledge(client, args, i + 1);
        return Effect.NONE; // nobody waits for an answer
      }
      if (option.equals("getack")) {
        return Effect.NONE; // a primary has nothing to say to that
      }
      set(replicas.get().of(client), option, args, i + 1);
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private void acknowledge(ClientState client, Args args, int index) {
    try {
      boolean tellsOfDisk = index + 2 < args.count() && args.is(index + 1, "FACK");
      long onDisk = tellsOfDisk ? args.longAt(index + 2) : 0;
      replicas.get().acknowledge(client, args.longAt(index), onDisk);
    } catch (CommandError noNumber) {
      // says nothing
    }
  }

  private static void set(Replica replica, String option, Args args, int index) {
    switch (option) {
      case "listening-port" -> replica.port = args.longAt(index);
      case "ip-address" -> {
        if (args.length(index) > LONGEST_ADDRESS) {
          throw CommandError.of(
              "ERR REPLCONF ip-address provided by replica instance is too long: %d bytes"
                  .formatted(args.length(index)));
        }
        replica.announcedAddress = args.text(index);
      }
      case "capa" -> {
        replica.knowsMark |= args.is(index, "EOF");
        replica.knowsNewNames |= args.is(index, "PSYNC2");
      }
      case "rdb-only" -> replica.wantsOnlyImage = zeroOrOne(args, index);
      case "rdb-filter-only" -> replica.content = content(args.text(index));
      default -> throw CommandError.of("ERR Unrecognized REPLCONF option: " + args.text(index - 1));
    }
  }

  private static boolean zeroOrOne(Args args, int index) {
    long value = args.longAt(index);
    if (value < 0 || value > 1) {
      throw CommandError.of("ERR value is out of range, value must between 0 and 1");
    }
    return value == 1;
  }

  private static Replica.Content content(String words) {
    var content = Replica.Content.NOTHING;
    for (String word : words.split(" ", -1)) {
      if (word.equals("functions")) {
        content = Replica.Content.LIBRARIES;
      } else if (!word.isEmpty()) {
        throw CommandError.of("ERR Unsupported rdb-filter-only option: " + word);
      }
    }
    return content;
  }
}
