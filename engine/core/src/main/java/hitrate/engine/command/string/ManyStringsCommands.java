package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import java.util.List;

/// Many values at once: MGET, MSET, MSETNX.
public final class ManyStringsCommands {
  private ManyStringsCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("mget")
            .arity(-2)
            .flags(READONLY, FAST)
            .categories(STRING)
            .tips("request_policy:multi_shard")
            .keys(KeySpec.from(1, 1, RO, ACCESS))
            .runs(ManyStringsCommands::getAll),
        Command.named("mset")
            .arity(-3)
            .flags(WRITE, DENYOOM)
            .categories(STRING)
            .tips("request_policy:multi_shard", "response_policy:all_succeeded")
            .keys(KeySpec.from(1, 2, OW, UPDATE))
            .runs(ManyStringsCommands::setAll),
        Command.named("msetnx")
            .arity(-3)
            .flags(WRITE, DENYOOM)
            .categories(STRING)
            .tips("request_policy:multi_shard", "response_policy:agg_min")
            .keys(KeySpec.from(1, 2, OW, INSERT))
            .runs(ManyStringsCommands::setAllIfAbsent));
  }

  private static Effect getAll(Args args, Execution x) {
    Database database = x.database();
    var region = database.region();
    x.reply().array(args.count() - 1);
    for (int i = 1; i < args.count(); i++) {
      long entry = database.read(args.passingKey(i));
      if (entry == 0 || !Kind.isString(Entry.kind(region, entry))) {
        x.reply().nil();
      } else {
        x.reply().bulk(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
      }
    }
    return Effect.NONE;
  }

  private static Effect setAll(Args args, Execution x) {
    requirePairs(args, "mset");
    storeAll(args, x);
    x.reply().ok();
    x.counts(args.count() / 2);
    return Effect.VERBATIM;
  }

  private static Effect setAllIfAbsent(Args args, Execution x) {
    requirePairs(args, "msetnx");
    Database database = x.database();
    for (int i = 1; i < args.count(); i += 2) {
      if (database.modify(args.passingKey(i)) != 0) {
        x.reply().integer(0);
        return Effect.NONE;
      }
    }
    storeAll(args, x);
    x.reply().integer(1);
    x.counts(args.count() / 2);
    return Effect.VERBATIM;
  }

  private static void storeAll(Args args, Execution x) {
    for (int i = 1; i < args.count(); i += 2) {
      Key key = args.passingKey(i);
      StringCommands.store(x.database(), key, args, i + 1, Entry.NO_EXPIRY);
      x.changed("set", key);
    }
  }

  private static void requirePairs(Args args, String command) {
    if (args.count() % 2 == 0) {
      throw CommandError.arity(command);
    }
  }
}
