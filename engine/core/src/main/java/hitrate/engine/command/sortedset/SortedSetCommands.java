package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members and their scores: ZADD, ZSCORE, ZRANK and their kin.
public final class SortedSetCommands {
  private SortedSetCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        writing("zadd", -4)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.key(1, RW, UPDATE))
            .parses(args -> AddOptions.parse(args, false))
            .runs(SortedSetCommands::add),
        writing("zincrby", 4)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.key(1, RW, ACCESS, UPDATE))
            .parses(args -> AddOptions.parse(args, true))
            .runs(SortedSetCommands::add),
        writing("zrem", -3)
            .flags(WRITE, FAST)
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(SortedSetCommands::remove),
        reading("zcard", 2).keys(KeySpec.key(1, RO)).runs(SortedSetCommands::size),
        reading("zscore", 3).keys(KeySpec.key(1, RO, ACCESS)).runs(SortedSetCommands::score),
        reading("zmscore", -3).keys(KeySpec.key(1, RO, ACCESS)).runs(SortedSetCommands::scores),
        reading("zrank", 3)
            .laterWord("WITHSCORE")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs((args, x) -> rank(false, args, x)),
        reading("zrevrank", 3)
            .laterWord("WITHSCORE")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs((args, x) -> rank(true, args, x)));
  }

  private static Command.Builder writing(String name, int arity) {
    return Command.named(name).arity(arity).categories(SORTEDSET);
  }

  private static Command.Builder reading(String name, int arity) {
    return Command.named(name).arity(arity).flags(READONLY, FAST).categories(SORTEDSET);
  }

  private static Effect add(AddOptions options, Args args, Execution x) {
    Key key = args.key(1);
    SortedSetValue set =
        options.onlyKnown() ? SortedSetValue.modify(key, x) : SortedSetValue.modifyOrCreate(key, x);
    int added = 0;
    int updated = 0;
    double last = Double.NaN; // the score of an incremented member
    for (int i = options.firstScore(); i < args.count() && set != null; i += 2) {
      double score = Bounds.score(args, i);
      int start = args.start(i + 1);
      int length = args.length(i + 1);
      double before = set.score(args.array(), start, length);
      if (Double.isNaN(before)) {
        if (!options.onlyKnown()) {
          set.add(args.array(), start, length, score);
          added++;
          last = score;
        }
        continue;
      }
      double after = options.increments() && !options.onlyNew() ? before + score : score;
      if (Double.isNaN(after)) {
        throw CommandError.of("ERR resulting score is not a number (NaN)");
      }
      if (!options.onlyNew() && options.allows(before, after)) {
        last = after;
        if (after != before) {
          set.rescore(args.array(), start, length, after);
          updated++;
        }
      }
    }
    boolean changes = added + updated > 0;
    if (set != null && changes) {
      set.store(key);
    }
    if (options.increments()) {
      replyScore(last, x);
    } else {
      x.reply().integer(options.countsChanges() ? added + updated : added);
    }
    if (!changes) {
      return Effect.NONE;
    }
    x.changed(options.increments() ? "zincr" : "zadd", key);
    x.counts(added + updated);
    return Effect.VERBATIM;
  }

  private static void replyScore(double score, Execution x) {
    if (Double.isNaN(score)) {
      x.reply().nil();
    } else {
      x.reply().real(score);
    }
  }

  private static Effect remove(Args args, Execution x) {
    Key key = args.key(1);
    SortedSetValue set = SortedSetValue.modify(key, x);
    int removed = 0;
    if (set != null) {
      for (int i = 2; i < args.count(); i++) {
        removed += set.remove(args.array(), args.start(i), args.length(i)) ? 1 : 0;
      }
    }
    if (set == null || removed == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    boolean gone = set.store(key);
    x.changed("zrem", key);
    if (gone) {
      x.changed("del", key);
    }
    x.counts(removed);
    x.reply().integer(removed);
    return Effect.VERBATIM;
  }

  private static Effect size(Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    x.reply().integer(set == null ? 0 : set.size());
    return Effect.NONE;
  }

  private static Effect score(Args args, Execution x) {
    replyScore(score(SortedSetValue.read(args.key(1), x), args, 2), x);
    return Effect.NONE;
  }

  private static Effect scores(Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      replyScore(score(set, args, i), x);
    }
    return Effect.NONE;
  }

  private static double score(@Nullable SortedSetValue set, Args args, int word) {
    return set == null ? Double.NaN : set.score(args.array(), args.start(word), args.length(word));
  }

  private static Effect rank(boolean backwards, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    int rank = set == null ? -1 : set.rank(args.array(), args.start(2), args.length(2));
    boolean withScore = args.count() > 3;
    if (set == null || rank < 0) {
      if (withScore) {
        x.reply().nilArray();
      } else {
        x.reply().nil();
      }
      return Effect.NONE;
    }
    if (withScore) {
      x.reply().array(2);
    }
    x.reply().integer(backwards ? set.size() - 1 - rank : rank);
    if (withScore) {
      replyScore(score(set, args, 2), x);
    }
    return Effect.NONE;
  }
}
