package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.LongDouble;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Strings as numbers: INCR, DECR and their kin.
public final class CounterCommands {
  private static final Bytes SET = Bytes.of("SET");
  private static final Bytes KEEPTTL = Bytes.of("KEEPTTL");

  private CounterCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        counter("incr", 2).runs((args, x) -> add(1, args, x)),
        counter("decr", 2).runs((args, x) -> add(-1, args, x)),
        counter("incrby", 3).runs((args, x) -> add(args.longAt(2), args, x)),
        counter("decrby", 3).runs(CounterCommands::subtract),
        counter("incrbyfloat", 3).runs(CounterCommands::addFraction));
  }

  private static Command.Builder counter(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(WRITE, DENYOOM, FAST)
        .categories(STRING)
        .keys(KeySpec.key(1, RW, ACCESS, UPDATE));
  }

  private static Effect subtract(Args args, Execution x) {
    long amount = args.longAt(2);
    if (amount == Long.MIN_VALUE) {
      throw CommandError.DECREMENT_WOULD_OVERFLOW;
    }
    return add(-amount, args, x);
  }

  private static Effect add(long amount, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.modify(key);
    long before = entry == 0 ? 0 : number(database, entry, x.scratch());
    long after = before + amount;
    if (((before ^ after) & (amount ^ after)) < 0) {
      throw CommandError.WOULD_OVERFLOW;
    }
    byte[] text = x.scratch();
    int length = Decimal.write(after, text, 0);
    database.replace(key, Kind.STRING_INT, text, 0, length, expiry(database, entry));
    x.changed("incrby", key);
    x.reply().integer(after);
    return Effect.VERBATIM;
  }

  private static long number(Database database, long entry, byte[] scratch) {
    StringCommands.requireString(database, entry);
    var region = database.region();
    int length = Entry.valueLength(region, entry);
    if (length > Decimal.MAX_LENGTH) {
      throw CommandError.NOT_AN_INTEGER;
    }
    region.read(Entry.valueAt(region, entry), scratch, 0, length);
    if (!Decimal.isLong(scratch, 0, length)) {
      throw CommandError.NOT_AN_INTEGER;
    }
    return Decimal.parse(scratch, 0, length);
  }

  private static Effect addFraction(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.modify(key);
    LongDouble before = fraction(database, entry);
    LongDouble amount = LongDouble.parse(args.array(), args.start(2), args.length(2));
    if (before == null || amount == null) {
      throw CommandError.NOT_A_FLOAT;
    }
    LongDouble after = before.plus(amount);
    if (after == null || after.isInfinite()) {
      throw CommandError.WOULD_BE_NAN_OR_INFINITY;
    }
    byte[] text = after.toPlainText().getBytes(StandardCharsets.US_ASCII);
    int kind = text.length <= Kind.EMBEDDED_LIMIT ? Kind.STRING_EMBEDDED : Kind.STRING_RAW;
    database.replace(key, kind, text, 0, text.length, expiry(database, entry));
    x.changed("incrbyfloat", key);
    x.reply().bulk(text);
    return x.isRecording()
        ? Effect.instead(SET, args.bytes(1), Bytes.wrap(text), KEEPTTL)
        : Effect.VERBATIM;
  }

  private static @Nullable LongDouble fraction(Database database, long entry) {
    if (entry == 0) {
      return LongDouble.parse(new byte[] {'0'}, 0, 1);
    }
    StringCommands.requireString(database, entry);
    if (Entry.valueLength(database.region(), entry) >= LongDouble.TEXT_LIMIT) {
      return null; // however large, it is not worth a copy
    }
    byte[] value = Entry.value(database.region(), entry);
    return LongDouble.parse(value, 0, value.length);
  }

  private static long expiry(Database database, long entry) {
    return entry == 0 ? Entry.NO_EXPIRY : Entry.expireAt(database.region(), entry);
  }
}
