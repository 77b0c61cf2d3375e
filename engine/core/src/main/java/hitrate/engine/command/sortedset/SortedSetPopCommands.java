package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import java.util.List;

/// Taking members from an end: ZPOPMIN, ZPOPMAX and ZMPOP.
public final class SortedSetPopCommands {
  private SortedSetPopCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        popping("zpopmin", false),
        popping("zpopmax", true),
        Command.named("zmpop")
            .arity(-4)
            .flags(WRITE, MOVABLEKEYS)
            .categories(SORTEDSET)
            .keys(KeySpec.counted(1, RW, ACCESS, DELETE))
            .parses(args -> ManyKeys.parse(args, 1))
            .runs(SortedSetPopCommands::popFirst));
  }

  private static Command popping(String name, boolean fromTop) {
    return Command.named(name)
        .arity(-2)
        .flags(WRITE, FAST)
        .categories(SORTEDSET)
        .keys(KeySpec.key(1, RW, ACCESS, DELETE))
        .parses(SortedSetPopCommands::count)
        .runs((count, args, x) -> pop(fromTop, count, args, x));
  }

  /// How many members to take, -1 when that was not said.
  private static Long count(Args args) {
    if (args.count() > 3) {
      throw CommandError.SYNTAX;
    }
    return args.count() == 2 ? -1 : args.positiveLongAt(2);
  }

  /// The words of ZMPOP from the number of keys on.
  ///
  /// @param firstKey the first key's word
  /// @param keys how many keys there are
  record ManyKeys(int firstKey, int keys, boolean fromTop, long count) {
    static ManyKeys parse(Args args, int at) {
      long keys = args.longAt(at, 1, Long.MAX_VALUE, "ERR numkeys should be greater than 0");
      if (keys > args.count() - at - 2) {
        throw CommandError.SYNTAX;
      }
      int end = at + 1 + (int) keys;
      boolean fromTop = args.is(end, "MAX");
      if (!fromTop && !args.is(end, "MIN")) {
        throw CommandError.SYNTAX;
      }
      long count = -1;
      for (int i = end + 1; i < args.count(); i += 2) {
        if (count != -1 || !args.is(i, "COUNT") || i + 1 == args.count()) {
          throw CommandError.SYNTAX;
        }
        count = args.longAt(i + 1, 1, Long.MAX_VALUE, "ERR count should be greater than 0");
      }
      return new ManyKeys(at + 1, (int) keys, fromTop, count == -1 ? 1 : count);
    }
  }

  private static Effect pop(boolean fromTop, long count, Args args, Execution x) {
    Key key = args.key(1);
    SortedSetValue set = SortedSetValue.modify(key, x);
    if (set == null || count == 0) {
      x.reply().array(0);
      return Effect.NONE;
    }
    int taken = (int) Math.min(Math.abs(count), set.size());
    boolean inPairs = count > 0 && x.reply().protocol() == 3;
    x.reply().array(inPairs ? taken : 2 * taken);
    take(set, key, fromTop, taken, inPairs, x);
    return Effect.VERBATIM;
  }

  private static Effect popFirst(ManyKeys options, Args args, Execution x) {
    for (int i = 0; i < options.keys; i++) {
      Key key = args.key(options.firstKey + i);
      SortedSetValue set = SortedSetValue.modify(key, x);
      if (set != null) {
        return popMany(set, key, options, x);
      }
    }
    x.reply().nilArray();
    return Effect.NONE;
  }

  /// Pops from a sorted set and replies with its key and the members.
  static Effect popMany(SortedSetValue set, Key key, ManyKeys options, Execution x) {
    int taken = (int) Math.min(options.count, set.size());
    x.reply().array(2);
    x.reply().bulk(key.array(), key.offset(), key.length());
    x.reply().array(taken);
    take(set, key, options.fromTop, taken, true, x);
    return x.instead(
        Bytes.of(options.fromTop ? "ZPOPMAX" : "ZPOPMIN"),
        key.copy(),
        Bytes.of(Integer.toString(taken)));
  }

  /// Replies with `count` members from an end and takes them out. Who listens hears of it behind
  /// the head of its own reply, as from the real server.
  static void take(
      SortedSetValue set, Key key, boolean fromTop, int count, boolean inPairs, Execution x) {
    x.changed(fromTop ? "zpopmax" : "zpopmin", key);
    set.forRanks(
        0,
        count,
        fromTop,
        (array, offset, length, score) -> {
          if (inPairs) {
            x.reply().array(2);
          }
          x.reply().bulk(array, offset, length);
          x.reply().real(score);
        });
    x.counts(count);
    int first = fromTop ? set.size() - count : 0;
    set.removeRanks(first, first + count - 1);
    if (set.store(key)) {
      x.changed("del", key);
    }
  }
}
