package hitrate.engine.command.hash;

import static hitrate.engine.command.Category.HASH;
import static hitrate.engine.command.CommandFlag.DENYOOM;
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
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.TimedFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long single fields of a hash live: HEXPIRE, HTTL and their forms, HPERSIST. They came with
/// redis-server 7.4; 7.0 knows none of them.
public final class FieldExpiryCommands {
  /// The latest time that a field can be given, in milliseconds since 1970: 46 bits.
  private static final long LATEST = TimedFields.LATEST >> 2;

  // what is answered for each field
  private static final int NO_SUCH_FIELD = -2;
  private static final int NEVER_EXPIRES = -1;
  private static final int CONDITION_NOT_MET = 0;
  private static final int DONE = 1;
  private static final int DELETED = 2;

  private static final Bytes HDEL = Bytes.of("HDEL");
  private static final Bytes HPEXPIREAT = Bytes.of("HPEXPIREAT");
  private static final Bytes FIELDS = Bytes.of("FIELDS");

  private FieldExpiryCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        expiring("hexpire", true, true),
        expiring("hpexpire", false, true),
        expiring("hexpireat", true, false),
        expiring("hpexpireat", false, false),
        asking("httl").tips("nondeterministic_output").runs((args, x) -> ask(true, true, args, x)),
        asking("hpttl")
            .tips("nondeterministic_output")
            .runs((args, x) -> ask(false, true, args, x)),
        asking("hexpiretime").runs((args, x) -> ask(true, false, args, x)),
        asking("hpexpiretime").runs((args, x) -> ask(false, false, args, x)),
        Command.named("hpersist")
            .later()
            .arity(-5)
            .flags(WRITE, FAST)
            .categories(HASH)
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(FieldExpiryCommands::persist));
  }

  private static Command expiring(String name, boolean seconds, boolean relative) {
    return Command.named(name)
        .later()
        .arity(-6)
        .flags(WRITE, DENYOOM, FAST)
        .categories(HASH)
        .keys(KeySpec.key(1, RW, UPDATE))
        .runs((args, x) -> expire(name, seconds, relative ? x.now() : 0, args, x));
  }

  private static Command.Builder asking(String name) {
    return Command.named(name)
        .later()
        .arity(-5)
        .flags(READONLY, FAST)
        .categories(HASH)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  /// When a field may be given a time: only if it has none, only if it has one, only a later one,
  /// only an earlier one. A field that stays counts as the one that goes last.
  private enum Condition {
    NX,
    XX,
    GT,
    LT;

    /// The condition at a word, null if there is none.
    static @Nullable Condition at(int index, Args args) {
      for (Condition condition : values()) {
        if (args.is(index, condition.name())) {
          return condition;
        }
      }
      return null;
    }

    boolean allows(long current, long next) {
      return switch (this) {
        case NX -> current == TimedFields.NEVER;
        case XX -> current != TimedFields.NEVER;
        case GT -> next > current;
        case LT -> next < current;
      };
    }
  }

  /// Makes sure that the words from `at` on are FIELDS, a number and so many fields; answers where
  /// the first field is.
  private static int firstField(int at, String notPositive, Args args) {
    if (!args.is(at, "FIELDS")) {
      throw CommandError.of(
          "ERR Mandatory argument FIELDS is missing or not at the right position");
    }
    long count = args.longAt(at + 1, 1, Long.MAX_VALUE, notPositive);
    if (count != args.count() - at - 2) {
      throw CommandError.of("ERR The `numfields` parameter must match the number of arguments");
    }
    return at + 2;
  }

  /// The time in milliseconds since 1970 that word 2 stands for.
  private static long time(String command, boolean seconds, long base, Args args) {
    long number = args.longAt(2);
    if (number < 0) {
      throw CommandError.of("ERR invalid expire time, must be >= 0");
    }
    if (seconds && number > LATEST / 1000) {
      throw CommandError.invalidExpireTime(command);
    }
    long millis = seconds ? number * 1000 : number;
    if (millis > LATEST - base) {
      throw CommandError.invalidExpireTime(command);
    }
    return millis + base;
  }

  /// Looks at the value's type before the other words, as redis-server does.
  private static Effect expire(String name, boolean seconds, long base, Args args, Execution x) {
    Key key = args.key(1);
    HashAt hash = HashAt.modify(key, x);
    long when = time(name, seconds, base, args);
    Condition condition = Condition.at(3, args);
    int first =
        firstField(
            condition == null ? 3 : 4, "ERR Parameter `numFields` should be greater than 0", args);
    x.reply().array(args.count() - first);
    if (hash == null) {
      for (int i = first; i < args.count(); i++) {
        x.reply().integer(NO_SUCH_FIELD);
      }
      return Effect.NONE;
    }
    boolean isOver = when == 0 || x.keyspace().isDue(when);
    var changed = new ArrayList<Bytes>();
    for (int i = first; i < args.count(); i++) {
      int done = expire(hash, i, when, isOver, condition, args);
      x.reply().integer(done);
      if (done == DONE || done == DELETED) {
        changed.add(args.bytes(i));
      }
    }
    if (changed.isEmpty()) {
      return Effect.NONE;
    }
    boolean isGone = hash.store();
    x.changed(isOver ? "hdel" : "hexpire", key);
    if (isGone) {
      x.changed("del", key);
    }
    x.counts(changed.size());
    return isOver ? x.instead(deletion(key, changed)) : x.instead(timing(key, when, changed));
  }

  private static int expire(
      HashAt hash, int i, long when, boolean isOver, @Nullable Condition condition, Args args) {
    byte[] array = args.array();
    long current = hash.time(array, args.start(i), args.length(i));
    if (current == HashAt.ABSENT) {
      return NO_SUCH_FIELD;
    } else if (condition != null && !condition.allows(current, when)) {
      return CONDITION_NOT_MET;
    } else if (isOver) {
      hash.remove(array, args.start(i), args.length(i));
      return DELETED;
    }
    hash.expireAt(array, args.start(i), args.length(i), when);
    return DONE;
  }

  private static List<List<Bytes>> deletion(Key key, List<Bytes> fields) {
    var words = new ArrayList<>(List.of(HDEL, key.copy()));
    words.addAll(fields);
    return List.of(words);
  }

  /// The command that gives fields this time, whenever it is run.
  static List<List<Bytes>> timing(Key key, long when, List<Bytes> fields) {
    var words = new ArrayList<>(List.of(HPEXPIREAT, key.copy(), number(when), FIELDS));
    words.add(number(fields.size()));
    words.addAll(fields);
    return List.of(words);
  }

  private static Bytes number(long number) {
    return Bytes.wrap(Decimal.bytes(number));
  }

  private static Effect ask(boolean seconds, boolean relative, Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    int first = firstField(2, "ERR Number of fields must be a positive integer", args);
    x.reply().array(args.count() - first);
    for (int i = first; i < args.count(); i++) {
      long time =
          hash == null ? HashAt.ABSENT : hash.time(args.array(), args.start(i), args.length(i));
      if (time == HashAt.ABSENT) {
        x.reply().integer(NO_SUCH_FIELD);
      } else if (time == TimedFields.NEVER) {
        x.reply().integer(NEVER_EXPIRES);
      } else {
        long millis = relative ? Math.max(time - x.now(), 0) : time;
        x.reply().integer(seconds ? (millis + 999) / 1000 : millis);
      }
    }
    return Effect.NONE;
  }

  private static Effect persist(Args args, Execution x) {
    Key key = args.key(1);
    HashAt hash = HashAt.modify(key, x);
    int first = firstField(2, "ERR Number of fields must be a positive integer", args);
    x.reply().array(args.count() - first);
    int changed = 0;
    for (int i = first; i < args.count(); i++) {
      int start = args.start(i);
      int length = args.length(i);
      if (hash == null || !hash.has(args.array(), start, length)) {
        x.reply().integer(NO_SUCH_FIELD);
      } else if (hash.persist(args.array(), start, length)) {
        x.reply().integer(DONE);
        changed++;
      } else {
        x.reply().integer(NEVER_EXPIRES);
      }
    }
    if (hash == null || changed == 0) {
      return Effect.NONE;
    }
    hash.store();
    x.changed("hpersist", key);
    x.counts(changed);
    return Effect.VERBATIM;
  }
}
