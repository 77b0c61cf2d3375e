package hitrate.engine.command.set;

import static hitrate.engine.command.Category.SET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.MemberAction;
import hitrate.engine.struct.MemberTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Several sets at once: SINTER, SUNION and SDIFF, each to reply or to store.
public final class SetAlgebraCommands {
  private static final int COUNTED_AT_ONCE = 256;

  private SetAlgebraCommands() {}

  /// Makes the resulting set; the sources are in the order of the call, null where there is none.
  private interface Operation {
    SetValue of(List<@Nullable SetValue> sources, Execution x);
  }

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        replying("sinter").runs(SetAlgebraCommands::intersect),
        replying("sunion").runs((args, x) -> reply(SetAlgebraCommands::union, args, x)),
        replying("sdiff").runs((args, x) -> reply(SetAlgebraCommands::difference, args, x)),
        storing("sinterstore", RW)
            .runs((args, x) -> store("sinterstore", SetAlgebraCommands::intersection, args, x)),
        storing("sunionstore", OW)
            .runs((args, x) -> store("sunionstore", SetAlgebraCommands::union, args, x)),
        storing("sdiffstore", OW)
            .runs((args, x) -> store("sdiffstore", SetAlgebraCommands::difference, args, x)),
        Command.named("sintercard")
            .arity(-3)
            .flags(READONLY, MOVABLEKEYS)
            .categories(SET)
            .keys(KeySpec.counted(1, RO, ACCESS))
            .parses(CountedKeys::withLimit)
            .runs(SetAlgebraCommands::countIntersection));
  }

  private static Command.Builder replying(String name) {
    return Command.named(name)
        .arity(-2)
        .flags(READONLY)
        .categories(SET)
        .tips("nondeterministic_output_order")
        .keys(KeySpec.from(1, 1, RO, ACCESS));
  }

  private static Command.Builder storing(String name, KeySpec.Flag access) {
    return Command.named(name)
        .arity(-3)
        .flags(WRITE, DENYOOM)
        .categories(SET)
        .keys(KeySpec.key(1, access, UPDATE), KeySpec.from(2, 1, RO, ACCESS));
  }

  /// The sets under the keys from word `from` to before word `to`.
  private static List<@Nullable SetValue> sources(int from, int to, Args args, Execution x) {
    var sources = new ArrayList<@Nullable SetValue>(to - from);
    for (int i = from; i < to; i++) {
      sources.add(SetValue.readBeside(args.key(i), x));
    }
    return sources;
  }

  private static Effect reply(Operation operation, Args args, Execution x) {
    SetValue result = operation.of(sources(1, args.count(), args, x), x);
    x.reply().set(result.size());
    result.replyAll();
    result.passes();
    return Effect.NONE;
  }

  private static Effect store(String event, Operation operation, Args args, Execution x) {
    Key target = args.key(1);
    SetValue result = operation.of(sources(2, args.count(), args, x), x);
    if (result.size() > 0) {
      int size = result.size();
      result.storeOver(target);
      x.reply().integer(size);
      x.changed(event, target);
      return Effect.VERBATIM;
    }
    boolean removed = x.database().deleteEvenExpired(target);
    boolean repliesFirst = !event.equals("sinterstore"); // to who hears of its own changes
    if (repliesFirst) {
      x.reply().integer(0);
    }
    if (removed) {
      x.changed("del", target);
    }
    if (!repliesFirst) {
      x.reply().integer(0);
    }
    return removed ? Effect.VERBATIM : Effect.NONE;
  }

  private static Effect intersect(Args args, Execution x) {
    List<@Nullable SetValue> sources = sources(1, args.count(), args, x);
    int mark = x.reply().openArray();
    var count = new int[1];
    forEachInAll(
        sources,
        (array, offset, length) -> {
          x.reply().bulk(array, offset, length);
          count[0]++;
        });
    x.reply().closeSet(mark, count[0]);
    return Effect.NONE;
  }

  private static SetValue intersection(List<@Nullable SetValue> sources, Execution x) {
    SetValue result = SetValue.fresh(x);
    forEachInAll(sources, result::add);
    return result;
  }

  private static Effect countIntersection(CountedKeys words, Args args, Execution x) {
    List<@Nullable SetValue> sources = sources(2, 2 + words.keys(), args, x);
    long limit = words.limit() == 0 ? Long.MAX_VALUE : words.limit();
    var count = new long[1];
    MemberAction counting = (_, _, _) -> count[0]++;
    if (words.limit() == 0 || sources.contains(null)) {
      forEachInAll(sources, counting);
    } else {
      List<SetValue> sets = smallestFirst(sources);
      MemberTable table = sets.getFirst().table();
      long position = 0;
      do { // of a large set a piece at a time, so that a low limit is met soon
        MemberAction action = inAll(sets, counting);
        if (table == null) {
          sets.getFirst().forEach(action);
        } else {
          position = table.scan(position, COUNTED_AT_ONCE, action);
        }
      } while (position != 0 && count[0] < limit);
    }
    x.reply().integer(Math.min(count[0], limit));
    return Effect.NONE;
  }

  /// Walks over the smallest set and looks its members up in the others, the next smallest first.
  private static void forEachInAll(List<@Nullable SetValue> sources, MemberAction action) {
    if (sources.contains(null)) {
      return;
    }
    List<SetValue> sets = smallestFirst(sources);
    SetValue smallest = sets.getFirst();
    MemberTable table = smallest.table();
    List<SetValue> others = sets.subList(1, sets.size());
    if (table != null && others.stream().allMatch(other -> other.table() != null)) {
      table.forEachInAll(others.stream().map(SetValue::table).toArray(MemberTable[]::new), action);
    } else {
      smallest.forEach(inAll(sets, action));
    }
  }

  private static List<SetValue> smallestFirst(List<@Nullable SetValue> sources) {
    var sets = new ArrayList<SetValue>();
    sources.forEach(source -> sets.add(Objects.requireNonNull(source)));
    sets.sort(Comparator.comparingInt(SetValue::size));
    return sets;
  }

  /// The action for those members of the first set only that are in the others, too.
  private static MemberAction inAll(List<SetValue> sets, MemberAction action) {
    return (array, offset, length) -> {
      for (int i = 1; i < sets.size(); i++) {
        if (!sets.get(i).has(array, offset, length)) {
          return;
        }
      }
      action.accept(array, offset, length);
    };
  }

  private static SetValue union(List<@Nullable SetValue> sources, Execution x) {
    SetValue result = SetValue.fresh(x);
    for (SetValue source : sources) {
      if (source != null) {
        source.forEach(result::add);
      }
    }
    return result;
  }

  /// Of two ways the one that promises less work: looking each member of the first set up in the
  /// others, or taking each member of the others out.
  private static SetValue difference(List<@Nullable SetValue> sources, Execution x) {
    SetValue result = SetValue.fresh(x);
    SetValue first = sources.getFirst();
    if (first == null) {
      return result;
    }
    var others = new ArrayList<SetValue>();
    for (SetValue source : sources.subList(1, sources.size())) {
      if (source != null) {
        others.add(source);
      }
    }
    others.sort(Comparator.comparingInt(SetValue::size).reversed());
    long all = first.size() + others.stream().mapToLong(SetValue::size).sum();
    if ((long) first.size() * (others.size() + 1) / 2 <= all) {
      first.forEach((array, offset, length) -> {
        if (others.stream().noneMatch(other -> other.has(array, offset, length))) {
          result.add(array, offset, length);
        }
      });
    } else {
      first.forEach(result::add);
      others.forEach(other -> other.forEach(result::remove));
    }
    return result;
  }
}
