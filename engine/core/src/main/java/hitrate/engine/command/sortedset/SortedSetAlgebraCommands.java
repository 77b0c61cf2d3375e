package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Several sorted sets at once, sets among them: ZUNION, ZINTER and ZDIFF, each to reply or to
/// store, and ZINTERCARD.
public final class SortedSetAlgebraCommands {
  private SortedSetAlgebraCommands() {}

  /// What is made of the sources.
  private enum Operation {
    UNION,
    INTERSECTION,
    DIFFERENCE,
    INTERSECTION_SIZE
  }

  /// What becomes of two scores of a member.
  private enum Aggregate {
    SUM,
    MIN,
    MAX;

    double of(double one, double other) {
      return switch (this) {
        case SUM -> Double.isNaN(one + other) ? 0 : one + other;
        case MIN -> other < one ? other : one;
        case MAX -> other > one ? other : one;
      };
    }
  }

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        replying("zunion", Operation.UNION),
        replying("zinter", Operation.INTERSECTION),
        replying("zdiff", Operation.DIFFERENCE),
        replying("zintercard", Operation.INTERSECTION_SIZE),
        storing("zunionstore", Operation.UNION),
        storing("zinterstore", Operation.INTERSECTION),
        storing("zdiffstore", Operation.DIFFERENCE));
  }

  private static Command replying(String name, Operation operation) {
    return Command.named(name)
        .arity(-3)
        .flags(READONLY, MOVABLEKEYS)
        .categories(SORTEDSET)
        .keys(KeySpec.counted(1, RO, ACCESS))
        .runs((args, x) -> reply(new Call(name, operation, false, args, x), x));
  }

  private static Command storing(String name, Operation operation) {
    return Command.named(name)
        .arity(-4)
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .categories(SORTEDSET)
        .keys(KeySpec.key(1, OW, UPDATE), KeySpec.counted(2, RO, ACCESS))
        .runs((args, x) -> {
          var call = new Call(name, operation, true, args, x);
          SortedSetValue result = call.into(SortedSetValue.result(x));
          return result.storeAsResult(name, args.key(1));
        });
  }

  private static Effect reply(Call call, Execution x) {
    if (call.operation == Operation.INTERSECTION_SIZE) {
      x.reply().integer(call.intersectionSize());
      return Effect.NONE;
    }
    SortedSetValue result = call.into(SortedSetValue.result(x));
    var reply = new ScoredReply(call.withScores, x.reply());
    reply.head(result.size());
    result.forEach(reply);
    return Effect.NONE;
  }

  /// One call: its words, and the sets that they name. The keys are looked at before the options
  /// behind them, as the real server does, so that a wrong type is told before a wrong option.
  private static final class Call {
    private final Operation operation;
    private final boolean stores;
    private final List<Source> sources = new ArrayList<>();
    private Aggregate aggregate = Aggregate.SUM;
    private boolean withScores;
    private long limit;

    Call(String name, Operation operation, boolean stores, Args args, Execution x) {
      this.operation = operation;
      this.stores = stores;
      int at = stores ? 2 : 1;
      long keys = args.longAt(at);
      if (keys < 1) {
        throw CommandError.of("ERR at least 1 input key is needed for '" + name + "' command");
      }
      if (keys > args.count() - at - 1) {
        throw CommandError.SYNTAX;
      }
      for (int i = 1; i <= keys; i++) {
        sources.add(Source.read(args.key(at + i), x));
      }
      for (int i = at + 1 + (int) keys; i < args.count(); ) {
        i = option(args, i);
      }
    }

    /// Reads the option at a word; answers where the next one is.
    private int option(Args args, int at) {
      boolean isCombining = operation == Operation.UNION || operation == Operation.INTERSECTION;
      int left = args.count() - at - 1;
      if (isCombining && left >= sources.size() && args.is(at, "WEIGHTS")) {
        int next = at + 1;
        for (Source source : sources) {
          source.weight(Bounds.score(args, next++, "ERR weight value is not a float"));
        }
        return next;
      }
      if (isCombining && left >= 1 && args.is(at, "AGGREGATE")) {
        aggregate = aggregate(args, at + 1);
        return at + 2;
      }
      if (operation == Operation.INTERSECTION_SIZE && left >= 1 && args.is(at, "LIMIT")) {
        limit = args.longAt(at + 1, 0, Long.MAX_VALUE, "ERR LIMIT can't be negative");
        return at + 2;
      }
      if (operation != Operation.INTERSECTION_SIZE && !stores && args.is(at, "WITHSCORES")) {
        withScores = true;
        return at + 1;
      }
      throw CommandError.SYNTAX;
    }

    private static Aggregate aggregate(Args args, int at) {
      for (Aggregate known : Aggregate.values()) {
        if (args.is(at, known.name())) {
          return known;
        }
      }
      throw CommandError.SYNTAX;
    }

    SortedSetValue into(SortedSetValue result) {
      switch (operation) {
        case UNION -> union(result);
        case INTERSECTION -> forIntersection(result::put);
        default -> difference(result);
      }
      return result;
    }

    private void union(SortedSetValue result) {
      sources.sort(Comparator.comparingInt(Source::size)); // sums of scores depend on the order
      for (Source source : sources) {
        source.forEach((array, offset, length, score) -> {
          double before = result.score(array, offset, length);
          result.put(
              array, offset, length, Double.isNaN(before) ? score : aggregate.of(before, score));
        });
      }
    }

    private void forIntersection(ScoredAction action) {
      sources.sort(Comparator.comparingInt(Source::size));
      Source smallest = sources.getFirst();
      List<Source> others = sources.subList(1, sources.size());
      smallest.forEach((array, offset, length, first) -> {
        double score = first;
        for (Source other : others) {
          if (!other.has(array, offset, length)) {
            return;
          }
          score = aggregate.of(score, other.product(array, offset, length));
        }
        action.accept(array, offset, length, score);
      });
    }

    private long intersectionSize() {
      var size = new long[1];
      forIntersection((_, _, _, _) -> size[0]++);
      return limit == 0 ? size[0] : Math.min(size[0], limit);
    }

    private void difference(SortedSetValue result) {
      List<Source> others = sources.subList(1, sources.size());
      sources
          .getFirst()
          .forEach((array, offset, length, score) -> {
            if (others.stream().noneMatch(other -> other.has(array, offset, length))) {
              result.put(array, offset, length, score);
            }
          });
    }
  }
}
