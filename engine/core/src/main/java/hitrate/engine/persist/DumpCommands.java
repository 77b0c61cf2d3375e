package hitrate.engine.persist;

import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.ASKING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import java.util.List;

/// One value as bytes and back: DUMP and RESTORE.
public final class DumpCommands {
  private static final CommandError BUSY_KEY =
      CommandError.of("BUSYKEY Target key name already exists.");
  private static final CommandError BAD_PAYLOAD =
      CommandError.of("ERR DUMP payload version or checksum are wrong");
  private static final CommandError BAD_FORMAT = CommandError.of("ERR Bad data format");
  private static final int NOT_GIVEN = -1;
  private static final int MOST_USES = 255;

  private DumpCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("dump")
            .arity(2)
            .flags(READONLY)
            .categories(KEYSPACE)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(DumpCommands::dump),
        restoring("restore")
            .flags(WRITE, DENYOOM)
            .parses(Options::parse)
            .runs(DumpCommands::restore),
        restoring("restore-asking")
            .flags(WRITE, DENYOOM, ASKING)
            .parses(Options::parse)
            .runs(DumpCommands::restore));
  }

  private static Command.Builder restoring(String name) {
    return Command.named(name)
        .arity(-4)
        .categories(KEYSPACE, DANGEROUS)
        .keys(KeySpec.key(1, OW, UPDATE));
  }

  private static Effect dump(Args args, Execution x) {
    Database database = x.database();
    long entry = database.read(args.key(1));
    if (entry == 0) {
      x.reply().nil();
    } else {
      x.reply().bulk(Payload.of(database, entry, compresses(x)));
    }
    return Effect.NONE;
  }

  private static boolean compresses(Execution x) {
    return !"no".equals(x.server().settings().get("rdbcompression"));
  }

  /// The options of RESTORE.
  ///
  /// @param isAbsolute whether the time to live is a point in time
  /// @param idleSeconds how long ago it was used, negative when not given
  /// @param uses how often it was used, negative when not given
  private record Options(boolean replaces, boolean isAbsolute, long idleSeconds, int uses) {
    static Options parse(Args args) {
      boolean replaces = false;
      boolean isAbsolute = false;
      long idle = NOT_GIVEN;
      int uses = NOT_GIVEN;
      for (int i = 4; i < args.count(); i++) {
        boolean hasValue = i + 1 < args.count();
        if (args.is(i, "REPLACE")) {
          replaces = true;
        } else if (args.is(i, "ABSTTL")) {
          isAbsolute = true;
        } else if (args.is(i, "IDLETIME") && hasValue && uses == NOT_GIVEN) {
          idle = args.longAt(++i);
          if (idle < 0) {
            throw CommandError.of("ERR Invalid IDLETIME value, must be >= 0");
          }
        } else if (args.is(i, "FREQ") && hasValue && idle == NOT_GIVEN) {
          long given = args.longAt(++i);
          if (given < 0 || given > MOST_USES) {
            throw CommandError.of("ERR Invalid FREQ value, must be >= 0 and <= 255");
          }
          uses = (int) given;
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Options(replaces, isAbsolute, idle, uses);
    }
  }

  private static Effect restore(Options options, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    boolean isThere =
        (options.replaces() ? database.findEvenExpired(key) : database.modify(key)) != 0;
    if (isThere && !options.replaces()) {
      throw BUSY_KEY;
    }
    long timeToLive = args.longAt(2);
    if (timeToLive < 0) {
      throw CommandError.of("ERR Invalid TTL value, must be >= 0");
    }
    ValueReader.Value value = read(args, x);
    boolean isRelative = timeToLive != 0 && !options.isAbsolute();
    long expireAt = isRelative ? timeToLive + x.now() : timeToLive;
    if (isThere) {
      database.deleteEvenExpired(key);
    }
    if (timeToLive != 0 && x.keyspace().isDue(expireAt)) {
      x.reply().ok();
      if (!isThere) {
        return Effect.NONE;
      }
      x.changed("del", key);
      return x.instead(Bytes.of("DEL"), key.copy());
    }
    store(value, timeToLive == 0 ? Entry.NO_EXPIRY : expireAt, key, database);
    noteUse(options, database, key);
    x.reply().ok();
    x.changed("restore", key);
    return isRelative ? absolute(expireAt, args, x) : Effect.VERBATIM;
  }

  private static ValueReader.Value read(Args args, Execution x) {
    int start = args.start(3);
    int length = args.length(3);
    boolean checks = !x.server().debugging().ignoresChecksums();
    if (!Payload.isRight(args.array(), start, length, checks)) {
      throw BAD_PAYLOAD;
    }
    // Nobody looks whether the value ends where the version begins: neither does the real server.
    var in = new RdbReader(args.array(), start, start + length);
    boolean sanitizes = x.server().sanitizes(x.client());
    var check = sanitizes ? ValueReader.Check.DEEPLY : ValueReader.Check.BYTES;
    var reader = new ValueReader(in, x.keyspace(), x.packing(), check);
    try {
      int type = in.octet();
      if (type > ValueType.STREAM_2 && !ValueType.hasFieldTimes(type)) {
        throw BAD_FORMAT;
      }
      return reader.read(type);
    } catch (MalformedValue bad) {
      throw BAD_FORMAT;
    } finally {
      if (sanitizes) {
        x.server().sanitized(reader.packs());
      }
    }
  }

  private static void store(ValueReader.Value value, long expireAt, Key key, Database database) {
    switch (value) {
      case ValueReader.InEntry(int kind, byte[] bytes, int length) ->
          database.put(key, kind, bytes, 0, length, expireAt);
      case ValueReader.Large(int kind, var large) -> database.putLarge(key, kind, large, expireAt);
    }
  }

  private static void noteUse(Options options, Database database, Key key) {
    if (options.idleSeconds() != NOT_GIVEN) {
      database.setIdle(database.find(key), options.idleSeconds());
    } else if (options.uses() != NOT_GIVEN) {
      database.setUses(database.find(key), options.uses());
    }
  }

  private static Effect absolute(long expireAt, Args args, Execution x) {
    if (!x.isRecording()) {
      return Effect.VERBATIM;
    }
    List<Bytes> words = args.all();
    words.set(2, Bytes.of(Long.toString(expireAt)));
    words.add(Bytes.of("ABSTTL"));
    return x.instead(List.of(words));
  }
}
