package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.OW;
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
import java.util.ArrayList;
import java.util.List;

/// Whole values: GET, SET and the commands that are forms of the two.
public final class StringCommands {
  private static final Bytes DEL = Bytes.of("DEL");
  private static final Bytes PERSIST = Bytes.of("PERSIST");
  private static final Bytes PEXPIREAT = Bytes.of("PEXPIREAT");
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
            .keyFlags(SetOptions::keyFlags)
            .parses(SetOptions::parse)
            .runs(StringCommands::set),
        Command.named("setnx")
            .arity(3)
            .flags(WRITE, DENYOOM, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, OW, INSERT))
            .runs(StringCommands::setIfAbsent),
        Command.named("setex")
            .arity(4)
            .flags(WRITE, DENYOOM)
            .quick()
            .categories(STRING)
            .keys(KeySpec.key(1, OW, UPDATE))
            .runs((args, x) -> setFor(SetOptions.Expiry.SECONDS, "setex", args, x)),
        Command.named("psetex")
            .arity(4)
            .flags(WRITE, DENYOOM)
            .quick()
            .categories(STRING)
            .keys(KeySpec.key(1, OW, UPDATE))
            .runs((args, x) -> setFor(SetOptions.Expiry.MILLIS, "psetex", args, x)),
        Command.named("getset")
            .arity(3)
            .flags(WRITE, DENYOOM, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, RW, ACCESS, UPDATE))
            .runs(StringCommands::getSet),
        Command.named("getdel")
            .arity(2)
            .flags(WRITE, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, RW, ACCESS, DELETE))
            .runs(StringCommands::getDelete),
        Command.named("getex")
            .arity(-2)
            .flags(WRITE, FAST)
            .categories(STRING)
            .keys(
                KeySpec.key(1, RW, ACCESS, UPDATE)
                    .noting("RW and UPDATE because it changes the TTL"))
            .parses(SetOptions::parseGetEx)
            .runs(StringCommands::getExpire));
  }

  private static Effect get(Args args, Execution x) {
    replyWithValue(x.database(), x.database().read(args.key(1)), x);
    return Effect.NONE;
  }

  private static Effect set(SetOptions options, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    if (options.isPlain()) {
      store(database, key, args, 2, Entry.NO_EXPIRY);
      x.changed("set", key);
      x.reply().ok();
      return Effect.VERBATIM;
    }
    long expireAt = options.expireAt(args, x.now(), "set");
    if (options.get()) {
      replyWithValue(database, database.read(key), x);
    }
    long entry = database.find(key);
    if (options.refuses(entry != 0)) {
      database.modify(key); // a use all the same
      if (!options.get()) {
        x.reply().nil();
      }
      return Effect.NONE;
    }
    boolean keeps = options.expiry() == SetOptions.Expiry.KEEP;
    if (keeps && entry != 0) {
      expireAt = Entry.expireAt(database.region(), entry);
    }
    Effect effect;
    if (options.hasExpiry()) {
      effect = storeUntil(key, args, 2, expireAt, x);
    } else {
      store(database, key, args, 2, expireAt);
      x.changed("set", key);
      boolean asItCame = !x.isRecording() || !options.get();
      effect = asItCame ? Effect.VERBATIM : Effect.instead(List.of(withoutGet(args)));
    }
    if (!options.get()) {
      x.reply().ok();
    }
    return effect;
  }

  /// The words of SET apart from the option GET, which changes nothing.
  private static List<Bytes> withoutGet(Args args) {
    var words = new ArrayList<Bytes>();
    for (int i = 0; i < args.count(); i++) {
      if (i <= 2 || !args.is(i, "GET")) {
        words.add(args.bytes(i));
      }
    }
    return words;
  }

  private static Effect setIfAbsent(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    if (database.modify(key) != 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    store(database, key, args, 2, Entry.NO_EXPIRY);
    x.changed("set", key);
    x.reply().integer(1);
    return Effect.VERBATIM;
  }

  private static Effect setFor(SetOptions.Expiry unit, String command, Args args, Execution x) {
    long expireAt = unit.at(args.longAt(2), x.now(), command);
    Effect effect = storeUntil(args.key(1), args, 3, expireAt, x);
    x.reply().ok();
    return effect;
  }

  private static Effect getSet(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    replyWithValue(database, database.read(key), x);
    store(database, key, args, 2, Entry.NO_EXPIRY);
    x.changed("set", key);
    return x.isRecording() ? Effect.instead(SET, args.bytes(1), args.bytes(2)) : Effect.VERBATIM;
  }

  private static Effect getDelete(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    replyWithValue(database, database.read(key), x);
    if (!database.delete(key)) {
      return Effect.NONE;
    }
    x.changed("del", key);
    return x.isRecording() ? Effect.instead(DEL, args.bytes(1)) : Effect.VERBATIM;
  }

  private static Effect getExpire(SetOptions options, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.read(key);
    if (entry != 0) {
      requireString(database, entry);
    }
    long expireAt = entry == 0 ? Entry.NO_EXPIRY : options.expireAt(args, x.now(), "getex");
    replyWithValue(database, entry, x);
    if (entry == 0) {
      return Effect.NONE;
    }
    if (options.expiry().isAbsolute() && x.keyspace().isDue(expireAt)) {
      database.delete(key);
      x.changed("del", key);
      return x.isRecording() ? Effect.instead(DEL, args.bytes(1)) : Effect.VERBATIM;
    }
    if (options.hasExpiry()) {
      database.setExpiry(key, entry, expireAt);
      x.changed("expire", key);
      return x.isRecording()
          ? Effect.instead(PEXPIREAT, args.bytes(1), Bytes.wrap(Decimal.bytes(expireAt)))
          : Effect.VERBATIM;
    }
    if (options.expiry() == SetOptions.Expiry.PERSIST && Entry.expires(database.region(), entry)) {
      database.setExpiry(key, entry, Entry.NO_EXPIRY);
      x.changed("persist", key);
      return x.isRecording() ? Effect.instead(PERSIST, args.bytes(1)) : Effect.VERBATIM;
    }
    return Effect.NONE;
  }

  /// Stores word `index` as the key's whole value and gives it an expiry time.
  private static Effect storeUntil(Key key, Args args, int index, long expireAt, Execution x) {
    store(x.database(), key, args, index, expireAt);
    x.changed("set", key);
    x.changed("expire", key);
    return x.isRecording()
        ? Effect.instead(
            SET, args.bytes(1), args.bytes(index), PXAT, Bytes.wrap(Decimal.bytes(expireAt)))
        : Effect.VERBATIM;
  }

  /// Stores word `index` as the key's whole value.
  static void store(Database database, Key key, Args args, int index, long expireAt) {
    byte[] array = args.array();
    int start = args.start(index);
    int length = args.length(index);
    database.put(key, Kind.ofString(array, start, length), array, start, length, expireAt);
  }

  /// Replies with the entry's whole value, or null when there is no entry.
  static void replyWithValue(Database database, long entry, Execution x) {
    if (entry == 0) {
      x.reply().nil();
      return;
    }
    requireString(database, entry);
    var region = database.region();
    x.reply().bulk(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
  }

  /// Refuses an entry that is not a string.
  public static void requireString(Database database, long entry) {
    if (!Kind.isString(Entry.kind(database.region(), entry))) {
      throw CommandError.WRONG_TYPE;
    }
  }
}
