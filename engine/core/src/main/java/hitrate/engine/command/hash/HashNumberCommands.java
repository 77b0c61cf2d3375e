package hitrate.engine.command.hash;

import static hitrate.engine.command.Category.HASH;
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
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.TimedFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers in fields: HINCRBY and HINCRBYFLOAT. A field that expires goes on to do so.
public final class HashNumberCommands {
  private static final Bytes HSET = Bytes.of("HSET");

  private HashNumberCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        counting("hincrby").runs(HashNumberCommands::add),
        counting("hincrbyfloat").runs(HashNumberCommands::addFraction));
  }

  private static Command.Builder counting(String name) {
    return Command.named(name)
        .arity(4)
        .flags(WRITE, DENYOOM, FAST)
        .categories(HASH)
        .keys(KeySpec.key(1, RW, ACCESS, UPDATE));
  }

  private static Effect add(Args args, Execution x) {
    long amount = args.longAt(3);
    Key key = args.key(1);
    HashAt hash = HashAt.modifyOrCreate(key, x);
    byte[] value = hash.value(args.array(), args.start(2), args.length(2));
    if (value != null && !Decimal.isLong(value, 0, value.length)) {
      throw CommandError.of("ERR hash value is not an integer");
    }
    long before = value == null ? 0 : Decimal.parse(value, 0, value.length);
    long after = before + amount;
    if (((before ^ after) & (amount ^ after)) < 0) {
      throw CommandError.WOULD_OVERFLOW;
    }
    store(hash, args, Decimal.bytes(after));
    x.reply().integer(after);
    x.changed("hincrby", key);
    return Effect.VERBATIM;
  }

  private static Effect addFraction(Args args, Execution x) {
    LongDouble amount = LongDouble.parse(args.array(), args.start(3), args.length(3));
    if (amount == null) {
      throw CommandError.NOT_A_FLOAT;
    }
    if (amount.isInfinite()) {
      throw CommandError.of("ERR value is NaN or Infinity");
    }
    Key key = args.key(1);
    HashAt hash = HashAt.modifyOrCreate(key, x);
    LongDouble before = number(hash.value(args.array(), args.start(2), args.length(2)));
    if (before == null) {
      throw CommandError.of("ERR hash value is not a float");
    }
    LongDouble after = before.plus(amount);
    if (after == null || after.isInfinite()) {
      throw CommandError.WOULD_BE_NAN_OR_INFINITY;
    }
    byte[] text = after.toPlainText().getBytes(StandardCharsets.US_ASCII);
    store(hash, args, text);
    x.reply().bulk(text);
    x.changed("hincrbyfloat", key);
    return x.isRecording() ? stored(hash, key, args, Bytes.wrap(text)) : Effect.VERBATIM;
  }

  /// The effect in words that give the same number anywhere; HSET has forgotten the field's time.
  private static Effect stored(HashAt hash, Key key, Args args, Bytes value) {
    Bytes field = args.bytes(2);
    var commands = new ArrayList<List<Bytes>>();
    commands.add(List.of(HSET, key.copy(), field, value));
    long time = hash.time(args.array(), args.start(2), args.length(2));
    if (time != TimedFields.NEVER) {
      commands.addAll(FieldExpiryCommands.timing(key, time, List.of(field)));
    }
    return Effect.instead(commands);
  }

  private static @Nullable LongDouble number(byte @Nullable [] value) {
    byte[] text = value == null ? new byte[] {'0'} : value;
    return text.length >= LongDouble.TEXT_LIMIT ? null : LongDouble.parse(text, 0, text.length);
  }

  private static void store(HashAt hash, Args args, byte[] value) {
    hash.change(args.array(), args.start(2), args.length(2), value, 0, value.length);
    hash.store();
  }
}
