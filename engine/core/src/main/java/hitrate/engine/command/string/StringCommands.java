package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;
import static hitrate.engine.command.KeySpec.Flag.VARIABLE_FLAGS;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
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

/// Whole values: GET, SET and the commands that are forms of the two.
public final class StringCommands {
  private static final Bytes PXAT = Bytes.of("PXAT");
  private static final Bytes SET = Bytes.of("SET");

  private StringCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("get")
            .arity(2)
            .flags(READONLY, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(StringCommands::get),
        Command.named("set")
            .arity(-3)
            .flags(WRITE, DENYOOM)
            .quick()
            .categories(STRING)
            .keys(
                KeySpec.key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                    .noting("RW and ACCESS due to the optional `GET` argument"))
            .parses(SetOptions::parse)
            .runs(StringCommands::set));
  }

  private static Effect get(Args args, Execution x) {
    Database database = x.database();
    long entry = database.read(args.key(1));
    if (entry == 0) {
      x.reply().nil();
    } else {
      requireString(database, entry);
      reply(database, entry, x);
    }
    return Effect.NONE;
  }

  private static Effect set(SetOptions options, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long expireAt = options.expireAt(x.now(), "set");
    if (options.isPlain()) {
      store(database, key, args, 2, expireAt);
      x.changed("set", key);
      x.reply().ok();
      return Effect.VERBATIM;
    }
    long entry = options.get() ? database.read(key) : database.modify(key);
    if (options.get() && entry != 0) {
      requireString(database, entry);
    }
    boolean refused = options.onlyIfAbsent() && entry != 0 || options.onlyIfPresent() && entry == 0;
    if (options.get()) {
      if (entry == 0) {
        x.reply().nil();
      } else {
        reply(database, entry, x);
      }
    } else if (refused) {
      x.reply().nil();
    } else {
      x.reply().ok();
    }
    if (refused) {
      return Effect.NONE;
    }
    if (options.keepTtl() && entry != 0) {
      expireAt = Entry.expireAt(database.region(), entry);
    }
    store(database, key, args, 2, expireAt);
    x.changed("set", key);
    if (options.hasExpiry()) {
      x.changed("expire", key);
      return x.instead(
          SET, args.bytes(1), args.bytes(2), PXAT, Bytes.wrap(Decimal.bytes(expireAt)));
    }
    return Effect.VERBATIM;
  }

  /// Stores word `index` as the key's whole value.
  static void store(Database database, Key key, Args args, int index, long expireAt) {
    byte[] array = args.array();
    int start = args.start(index);
    int length = args.length(index);
    database.put(key, Kind.ofString(array, start, length), array, start, length, expireAt);
  }

  /// Replies with the entry's whole value.
  static void reply(Database database, long entry, Execution x) {
    var region = database.region();
    x.reply()
        .bulk(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
  }

  static void requireString(Database database, long entry) {
    if (!Kind.isString(Entry.kind(database.region(), entry))) {
      throw CommandError.WRONG_TYPE;
    }
  }
}
