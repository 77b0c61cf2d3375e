package hitrate.engine.command.list;

import static hitrate.engine.command.Category.LIST;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import java.util.List;

/// The ends of a list, and reading it: LPUSH, RPOP, LRANGE and their kin.
public final class ListCommands {
  private static final CommandError NOT_POSITIVE =
      CommandError.of("ERR value is out of range, must be positive");

  private ListCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        pushing("lpush").runs((args, x) -> push(false, false, args, x)),
        pushing("rpush").runs((args, x) -> push(true, false, args, x)),
        pushing("lpushx").runs((args, x) -> push(false, true, args, x)),
        pushing("rpushx").runs((args, x) -> push(true, true, args, x)),
        popping("lpop").runs((args, x) -> pop(false, args, x)),
        popping("rpop").runs((args, x) -> pop(true, args, x)),
        Command.named("llen")
            .arity(2)
            .flags(READONLY, FAST)
            .categories(LIST)
            .keys(KeySpec.key(1, RO))
            .runs(ListCommands::length),
        reading("lindex", 3).quick().runs(ListCommands::index),
        reading("lrange", 4).parses(Range::parse).runs(ListCommands::range));
  }

  private static Command.Builder pushing(String name) {
    return Command.named(name)
        .arity(-3)
        .flags(WRITE, DENYOOM, FAST)
        .categories(LIST)
        .keys(KeySpec.key(1, RW, INSERT));
  }

  private static Command.Builder popping(String name) {
    return Command.named(name)
        .arity(-2)
        .flags(WRITE, FAST)
        .categories(LIST)
        .keys(KeySpec.key(1, RW, ACCESS, DELETE));
  }

  private static Command.Builder reading(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY)
        .categories(LIST)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  private static Effect push(boolean atTail, boolean onlyIfThere, Args args, Execution x) {
    Key key = args.key(1);
    ListAt list = onlyIfThere ? ListAt.modify(key, x) : ListAt.modifyOrCreate(key, x);
    if (list == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    list.push(atTail, args, 2, args.count());
    x.reply().integer(list.size());
    x.changed(atTail ? "rpush" : "lpush", key);
    x.counts(args.count() - 2);
    return Effect.VERBATIM;
  }

  private static Effect pop(boolean atTail, Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.arity(atTail ? "rpop" : "lpop");
    }
    boolean hasCount = args.count() == 3;
    long count = hasCount ? positive(args, 2) : 1;
    Key key = args.key(1);
    ListAt list = ListAt.modify(key, x);
    if (list == null) {
      if (hasCount) {
        x.reply().nilArray();
      } else {
        x.reply().nil();
      }
      return Effect.NONE;
    }
    if (hasCount && count == 0) {
      x.reply().array(0);
      return Effect.NONE;
    }
    if (hasCount) {
      x.reply().array(Math.min(count, list.size()));
    }
    pop(list, key, atTail, count, x);
    return Effect.VERBATIM;
  }

  private static long positive(Args args, int index) {
    boolean isNumber = Decimal.isLong(args.array(), args.start(index), args.length(index));
    if (!isNumber || args.longAt(index) < 0) {
      throw NOT_POSITIVE;
    }
    return args.longAt(index);
  }

  /// Takes up to `count` elements, 1 or more, from an end and replies with them, without a head.
  static void pop(ListAt list, Key key, boolean atTail, long count, Execution x) {
    take(list, atTail, count, x);
    x.changed(popped(atTail), key);
    if (list.isGone()) {
      x.changed("del", key);
    }
  }

  private static void take(ListAt list, boolean atTail, long count, Execution x) {
    long taken = Math.min(count, list.size());
    list.reply(atTail ? -1 : 0, taken, atTail);
    x.counts(taken);
    list.removeEnd(atTail, count);
  }

  /// Takes an element for somebody who has waited for it, and replies with it.
  static void serve(ListAt list, Key key, boolean atTail, Execution x) {
    take(list, atTail, 1, x);
    announcePopped(list, key, atTail, x);
  }

  /// Tells that a list is one element shorter because somebody had waited for it.
  static void announcePopped(ListAt list, Key key, boolean atTail, Execution x) {
    x.announced(popped(atTail), key);
    if (list.isGone()) {
      x.announced("del", key);
    }
  }

  static String popped(boolean atTail) {
    return atTail ? "rpop" : "lpop";
  }

  private static Effect length(Args args, Execution x) {
    ListAt list = ListAt.read(args.key(1), x);
    x.reply().integer(list == null ? 0 : list.size());
    return Effect.NONE;
  }

  private static Effect index(Args args, Execution x) {
    ListAt list = ListAt.read(args.key(1), x);
    if (list == null || !list.reply(args.longAt(2))) {
      x.reply().nil();
    }
    return Effect.NONE;
  }

  /// A stretch of a list, its ends counted from the head or, if negative, from the tail.
  record Range(long start, long stop) {
    static Range parse(Args args) {
      return new Range(args.longAt(2), args.longAt(3));
    }

    /// The first index within a list of that size; the last one may lie ahead of it.
    long first(long size) {
      return Math.max(start < 0 ? start + size : start, 0);
    }

    long last(long size) {
      return Math.min(stop < 0 ? stop + size : stop, size - 1);
    }
  }

  private static Effect range(Range range, Args args, Execution x) {
    ListAt list = ListAt.read(args.key(1), x);
    long size = list == null ? 0 : list.size();
    long first = range.first(size);
    long last = range.last(size);
    long count = first > last ? 0 : last - first + 1;
    x.reply().array(count);
    if (list != null && count > 0) {
      list.reply(first, count, false);
    }
    return Effect.NONE;
  }
}
