package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.BLOCKING;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.Waiting;
import hitrate.engine.command.sortedset.SortedSetPopCommands.ManyKeys;
import hitrate.engine.keyspace.Key;
import java.util.ArrayList;
import java.util.List;

/// Commands that wait until a sorted set has something: BZPOPMIN, BZPOPMAX, BZMPOP. What they do
/// when it has is recorded as the command that does not wait.
public final class BlockingSortedSetCommands {
  private BlockingSortedSetCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        popping("bzpopmin", false),
        popping("bzpopmax", true),
        Command.named("bzmpop")
            .arity(-5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .categories(SORTEDSET)
            .keys(KeySpec.counted(2, RW, ACCESS, DELETE))
            .parses(PopMany::parse)
            .runs(BlockingSortedSetCommands::popMany));
  }

  private static Command popping(String name, boolean fromTop) {
    return Command.named(name)
        .arity(-3)
        .flags(WRITE, NOSCRIPT, BLOCKING, FAST)
        .categories(SORTEDSET)
        .keys(KeySpec.range(1, -2, 1, RW, ACCESS, DELETE))
        .parses(args -> Waiting.timeoutMillis(args, args.count() - 1))
        .runs((timeoutMillis, args, x) -> popOne(fromTop, timeoutMillis, args, x));
  }

  private static Effect popOne(boolean fromTop, long timeoutMillis, Args args, Execution x) {
    var keys = new ArrayList<Key>();
    for (int i = 1; i < args.count() - 1; i++) {
      Key key = args.key(i);
      SortedSetValue set = SortedSetValue.modify(key, x);
      if (set != null) {
        return popWithKey(set, key, fromTop, x);
      }
      keys.add(key);
    }
    Waiting.ForSortedSet waiting =
        (key, later) -> {
          SortedSetValue set = SortedSetValue.ifSortedSet(key, later);
          return set == null ? null : popWithKey(set, key, fromTop, later);
        };
    return x.waitFor(waiting, keys, timeoutMillis);
  }

  private static Effect popWithKey(SortedSetValue set, Key key, boolean fromTop, Execution x) {
    x.reply().array(3);
    x.reply().bulk(key.array(), key.offset(), key.length());
    SortedSetPopCommands.take(set, key, fromTop, 1, false, x);
    return x.instead(Bytes.of(fromTop ? "ZPOPMAX" : "ZPOPMIN"), key.copy());
  }

  /// The words of BZMPOP.
  private record PopMany(ManyKeys options, long timeoutMillis) {
    static PopMany parse(Args args) {
      return new PopMany(ManyKeys.parse(args, 2), Waiting.timeoutMillis(args, 1));
    }
  }

  private static Effect popMany(PopMany words, Args args, Execution x) {
    ManyKeys options = words.options;
    var keys = new ArrayList<Key>();
    for (int i = 0; i < options.keys(); i++) {
      Key key = args.key(options.firstKey() + i);
      SortedSetValue set = SortedSetValue.modify(key, x);
      if (set != null) {
        return SortedSetPopCommands.popMany(set, key, options, x);
      }
      keys.add(key);
    }
    Waiting.ForSortedSet waiting =
        (key, later) -> {
          SortedSetValue set = SortedSetValue.ifSortedSet(key, later);
          return set == null ? null : SortedSetPopCommands.popMany(set, key, options, later);
        };
    return x.waitFor(waiting, keys, words.timeoutMillis);
  }
}
