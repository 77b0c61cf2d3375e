package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

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
import hitrate.engine.keyspace.LazyFreeing;
import java.util.List;

/// How long keys live: EXPIRE, TTL and their forms, PERSIST.
public final class ExpiryCommands {
  private static final Bytes DEL = Bytes.of("DEL");
  private static final Bytes PEXPIREAT = Bytes.of("PEXPIREAT");

  private ExpiryCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        expiring("expire", true, true),
        expiring("pexpire", false, true),
        expiring("expireat", true, false),
        expiring("pexpireat", false, false),
        asking("ttl").tips("nondeterministic_output").runs((args, x) -> ask(true, true, args, x)),
        asking("pttl").tips("nondeterministic_output").runs((args, x) -> ask(false, true, args, x)),
        asking("expiretime").runs((args, x) -> ask(true, false, args, x)),
        asking("pexpiretime").runs((args, x) -> ask(false, false, args, x)),
        Command.named("persist")
            .arity(2)
            .flags(WRITE, FAST)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(ExpiryCommands::persist));
  }

  private static Command expiring(String name, boolean seconds, boolean relative) {
    return Command.named(name)
        .arity(-3)
        .flags(WRITE, FAST)
        .categories(KEYSPACE)
        .keys(KeySpec.key(1, RW, UPDATE))
        .parses(Condition::parse)
        .runs((condition, args, x) -> {
          long base = relative ? x.now() : 0;
          return expire(condition, time(args.longAt(2), seconds, base, name), args, x);
        });
  }

  private static Command.Builder asking(String name) {
    return Command.named(name)
        .arity(2)
        .flags(READONLY, FAST)
        .categories(KEYSPACE)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  /// When an expiry time may be set: NX not if there is one, XX only if there is one, GT only to a
  /// later time, LT only to an earlier one; no expiry time counts as the latest.
  private record Condition(boolean absent, boolean present, boolean later, boolean earlier) {
    private static final Condition NONE = new Condition(false, false, false, false);

    static Condition parse(Args args) {
      return args.count() == 3 ? NONE : parseWords(args);
    }

    private static Condition parseWords(Args args) {
      boolean absent = false;
      boolean present = false;
      boolean later = false;
      boolean earlier = false;
      for (int i = 3; i < args.count(); i++) {
        if (args.is(i, "NX")) {
          absent = true;
        } else if (args.is(i, "XX")) {
          present = true;
        } else if (args.is(i, "GT")) {
          later = true;
        } else if (args.is(i, "LT")) {
          earlier = true;
        } else {
          throw CommandError.of("ERR Unsupported option " + args.visibleText(i));
        }
      }
      if (absent && (present || later || earlier)) {
        throw CommandError.of(
            "ERR NX and XX, GT or LT options at the same time are not compatible");
      }
      if (later && earlier) {
        throw CommandError.of("ERR GT and LT options at the same time are not compatible");
      }
      return new Condition(absent, present, later, earlier);
    }

    boolean allows(long current, long next) {
      boolean expires = current != Entry.NO_EXPIRY;
      return !(absent && expires
          || present && !expires
          || later && (!expires || next <= current)
          || earlier && expires && next >= current);
    }
  }

  /// The time in milliseconds since 1970 that a number of the given unit stands for.
  private static long time(long number, boolean seconds, long base, String command) {
    if (seconds && (number > Long.MAX_VALUE / 1000 || number < Long.MIN_VALUE / 1000)) {
      throw CommandError.invalidExpireTime(command);
    }
    long millis = seconds ? number * 1000 : number;
    if (millis > Long.MAX_VALUE - base) {
      throw CommandError.invalidExpireTime(command);
    }
    return millis + base;
  }

  private static Effect expire(Condition condition, long when, Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.modify(key);
    if (entry == 0 || !condition.allows(Entry.expireAt(database.region(), entry), when)) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    if (x.keyspace().isDue(when)) {
      database.delete(key, LazyFreeing.Cause.EXPIRY);
      x.changed("del", key);
      x.reply().integer(1);
      return x.isRecording() ? Effect.instead(DEL, args.bytes(1)) : Effect.VERBATIM;
    }
    database.setExpiry(key, entry, when);
    x.reply().integer(1);
    x.changed("expire", key);
    return x.isRecording()
        ? Effect.instead(PEXPIREAT, args.bytes(1), Bytes.wrap(Decimal.bytes(when)))
        : Effect.VERBATIM;
  }

  private static Effect ask(boolean seconds, boolean relative, Args args, Execution x) {
    Database database = x.database();
    long entry = database.peek(args.key(1));
    long expireAt = entry == 0 ? 0 : Entry.expireAt(database.region(), entry);
    if (entry == 0) {
      x.reply().integer(-2);
    } else if (expireAt == Entry.NO_EXPIRY) {
      x.reply().integer(-1);
    } else {
      long millis = relative ? Math.max(expireAt - x.now(), 0) : expireAt;
      // unsigned, as the rounding may reach beyond the largest signed number
      x.reply().integer(seconds ? Long.divideUnsigned(millis + 500, 1000) : millis);
    }
    return Effect.NONE;
  }

  private static Effect persist(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.modify(key);
    if (entry == 0 || !Entry.expires(database.region(), entry)) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    database.setExpiry(key, entry, Entry.NO_EXPIRY);
    x.changed("persist", key);
    x.reply().integer(1);
    return Effect.VERBATIM;
  }
}
