package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
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
import hitrate.engine.keyspace.Kind;
import java.util.List;

/// Parts of strings: APPEND, GETRANGE, SETRANGE, STRLEN.
public final class StringRangeCommands {
  /// The least value that the limit of a string's length can be set to: below it nothing needs to
  /// be asked.
  private static final long ALWAYS_ALLOWED = 1 << 20;

  private StringRangeCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("append")
            .arity(3)
            .flags(WRITE, DENYOOM, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, RW, INSERT))
            .runs(StringRangeCommands::append),
        Command.named("setrange")
            .arity(4)
            .flags(WRITE, DENYOOM)
            .categories(STRING)
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(StringRangeCommands::setRange),
        Command.named("getrange")
            .arity(4)
            .flags(READONLY)
            .categories(STRING)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(StringRangeCommands::getRange),
        Command.named("substr")
            .arity(4)
            .flags(READONLY)
            .categories(STRING)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(StringRangeCommands::getRange),
        Command.named("strlen")
            .arity(2)
            .flags(READONLY, FAST)
            .categories(STRING)
            .keys(KeySpec.key(1, RO))
            .runs(StringRangeCommands::length));
  }

  private static Effect append(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.modify(key);
    int added = args.length(2);
    long total = added;
    if (entry == 0) {
      StringCommands.store(database, key, args, 2, Entry.NO_EXPIRY);
    } else {
      StringCommands.requireString(database, entry);
      var region = database.region();
      int before = Entry.valueLength(region, entry);
      total += before;
      requireLength(total, x);
      entry = database.resize(key, entry, Kind.STRING_RAW, (int) total);
      region.write(Entry.valueAt(region, entry) + before, args.array(), args.start(2), added);
    }
    x.changed("append", key);
    x.reply().integer(total);
    return Effect.VERBATIM;
  }

  private static Effect setRange(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long offset = args.longAt(2);
    if (offset < 0) {
      throw CommandError.OFFSET_OUT_OF_RANGE;
    }
    long entry = database.modify(key);
    var region = database.region();
    int before = 0;
    if (entry != 0) {
      StringCommands.requireString(database, entry);
      before = Entry.valueLength(region, entry);
    }
    int written = args.length(3);
    if (written == 0) {
      x.reply().integer(before);
      return Effect.NONE;
    }
    requireLength(offset > Long.MAX_VALUE - written ? Long.MAX_VALUE : offset + written, x);
    int total = (int) Math.max(before, offset + written);
    if (entry == 0) {
      database.put(key, Kind.STRING_RAW, args.array(), 0, 0, Entry.NO_EXPIRY);
      entry = database.find(key);
    }
    entry = database.resize(key, entry, Kind.STRING_RAW, total);
    region.write(Entry.valueAt(region, entry) + offset, args.array(), args.start(3), written);
    x.changed("setrange", key);
    x.reply().integer(total);
    return Effect.VERBATIM;
  }

  private static void requireLength(long length, Execution x) {
    if (length > ALWAYS_ALLOWED && length > x.server().bulkLimit()) {
      throw CommandError.STRING_TOO_LONG;
    }
  }

  private static Effect getRange(Args args, Execution x) {
    long start = args.longAt(2);
    long end = args.longAt(3);
    Database database = x.database();
    long entry = database.read(args.key(1));
    if (entry == 0) {
      x.reply().bulk(Bytes.EMPTY);
      return Effect.NONE;
    }
    StringCommands.requireString(database, entry);
    var region = database.region();
    long length = Entry.valueLength(region, entry);
    boolean isReversed = start < 0 && end < 0 && start > end;
    long from = Math.max(start < 0 ? start + length : start, 0);
    long to = Math.min(Math.max(end < 0 ? end + length : end, 0), length - 1);
    if (isReversed || from > to) {
      x.reply().bulk(Bytes.EMPTY);
    } else {
      x.reply().bulk(region, Entry.valueAt(region, entry) + from, (int) (to - from + 1));
    }
    return Effect.NONE;
  }

  private static Effect length(Args args, Execution x) {
    Database database = x.database();
    long entry = database.read(args.key(1));
    if (entry != 0) {
      StringCommands.requireString(database, entry);
    }
    x.reply().integer(entry == 0 ? 0 : Entry.valueLength(database.region(), entry));
    return Effect.NONE;
  }
}
