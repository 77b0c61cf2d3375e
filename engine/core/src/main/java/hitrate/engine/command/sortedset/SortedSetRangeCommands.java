package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.sortedset.RangeWords.By;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.SortedRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Stretches of a sorted set by rank, score or member: ZRANGE and its elder kin answer them, ZCOUNT
/// counts them, ZREMRANGEBYSCORE and its kin take them out.
public final class SortedSetRangeCommands {
  private SortedSetRangeCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        ranging("zrange", null, null),
        ranging("zrevrange", By.RANK, true),
        ranging("zrangebyscore", By.SCORE, false),
        ranging("zrevrangebyscore", By.SCORE, true),
        ranging("zrangebylex", By.MEMBER, false),
        ranging("zrevrangebylex", By.MEMBER, true),
        Command.named("zrangestore")
            .arity(-5)
            .flags(WRITE, DENYOOM)
            .categories(SORTEDSET)
            .keys(KeySpec.key(1, OW, UPDATE), KeySpec.key(2, RO, ACCESS))
            .parses(args -> RangeWords.parse(args, 2, true, null, null))
            .runs(SortedSetRangeCommands::store),
        counting("zcount")
            .<SortedRange>parses(args -> Bounds.scores(args, 2, 3))
            .runs(SortedSetRangeCommands::count),
        counting("zlexcount")
            .<SortedRange>parses(args -> Bounds.members(args, 2, 3))
            .runs(SortedSetRangeCommands::count),
        removing("zremrangebyrank", By.RANK),
        removing("zremrangebyscore", By.SCORE),
        removing("zremrangebylex", By.MEMBER));
  }

  private static Command ranging(String name, @Nullable By by, @Nullable Boolean backwards) {
    return Command.named(name)
        .arity(-4)
        .flags(READONLY)
        .categories(SORTEDSET)
        .keys(KeySpec.key(1, RO, ACCESS))
        .parses(args -> RangeWords.parse(args, 1, false, by, backwards))
        .runs(SortedSetRangeCommands::range);
  }

  private static Command.Builder counting(String name) {
    return Command.named(name)
        .arity(4)
        .flags(READONLY, FAST)
        .categories(SORTEDSET)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  private static Command removing(String name, By by) {
    return Command.named(name)
        .arity(4)
        .flags(WRITE)
        .categories(SORTEDSET)
        .keys(KeySpec.key(1, RW, DELETE))
        .parses(args -> RangeWords.parse(args, 1, false, by, false))
        .runs((words, args, x) -> remove(name, words, args, x));
  }

  private static Effect range(RangeWords words, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    if (set == null) {
      x.reply().array(0);
      return Effect.NONE;
    }
    var reply = new ScoredReply(words.withScores(), x.reply());
    if (words.range() == null) {
      reply.head(words.count(set.size()));
      words.visit(set, reply);
    } else {
      int mark = x.reply().openArray();
      long count = words.visit(set, reply);
      x.reply().closeArray(mark, reply.items(count));
    }
    return Effect.NONE;
  }

  private static Effect store(RangeWords words, Args args, Execution x) {
    Key target = args.key(1);
    Key source = args.key(2);
    SortedSetValue set = SortedSetValue.read(source, x);
    SortedSetValue result =
        words.range() == null ? SortedSetValue.result(x) : SortedSetValue.fresh(x);
    if (set != null) {
      words.visit(set, result::put);
    }
    return result.storeAsResult("zrangestore", target);
  }

  private static Effect count(SortedRange range, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    x.reply().integer(set == null ? 0 : set.count(range));
    return Effect.NONE;
  }

  private static Effect remove(String event, RangeWords words, Args args, Execution x) {
    Key key = args.key(1);
    SortedSetValue set = SortedSetValue.modify(key, x);
    int removed = set == null ? 0 : remove(words, set);
    x.reply().integer(removed);
    if (removed == 0) {
      return Effect.NONE;
    }
    boolean gone = Objects.requireNonNull(set).store(key);
    x.changed(event, key);
    if (gone) {
      x.changed("del", key);
    }
    x.counts(removed);
    return Effect.VERBATIM;
  }

  private static int remove(RangeWords words, SortedSetValue set) {
    SortedRange range = words.range();
    if (range != null) {
      return set.removeRange(range);
    }
    int first = words.firstRank(set.size());
    int count = words.count(set.size());
    return count == 0 ? 0 : set.removeRanks(first, first + count - 1);
  }
}
