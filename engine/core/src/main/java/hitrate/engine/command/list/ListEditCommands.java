package hitrate.engine.command.list;

import static hitrate.engine.command.Category.LIST;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
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

/// Changes inside a list, and looking for elements: LSET, LINSERT, LREM, LTRIM, LPOS.
public final class ListEditCommands {
  private static final CommandError INDEX_OUT_OF_RANGE = CommandError.of("ERR index out of range");
  private static final CommandError ZERO_RANK =
      CommandError.of(
          "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or"
              + " use negative to start from the end of the list");

  private ListEditCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("lset")
            .arity(4)
            .flags(WRITE, DENYOOM)
            .categories(LIST)
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(ListEditCommands::set),
        Command.named("linsert")
            .arity(5)
            .flags(WRITE, DENYOOM)
            .categories(LIST)
            .keys(KeySpec.key(1, RW, INSERT))
            .parses(ListEditCommands::isAfter)
            .runs(ListEditCommands::insert),
        Command.named("lrem")
            .arity(4)
            .flags(WRITE)
            .categories(LIST)
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(ListEditCommands::remove),
        Command.named("ltrim")
            .arity(4)
            .flags(WRITE)
            .categories(LIST)
            .keys(KeySpec.key(1, RW, DELETE))
            .parses(ListCommands.Range::parse)
            .runs(ListEditCommands::trim),
        Command.named("lpos")
            .arity(-3)
            .flags(READONLY)
            .categories(LIST)
            .keys(KeySpec.key(1, RO, ACCESS))
            .parses(Search::parse)
            .runs(ListEditCommands::positions));
  }

  private static Effect set(Args args, Execution x) {
    Key key = args.key(1);
    ListAt list = ListAt.modify(key, x);
    if (list == null) {
      throw CommandError.NO_SUCH_KEY;
    }
    if (!list.set(args.longAt(2), args.array(), args.start(3), args.length(3))) {
      throw INDEX_OUT_OF_RANGE;
    }
    x.reply().ok();
    x.changed("lset", key);
    return Effect.VERBATIM;
  }

  private static Boolean isAfter(Args args) {
    if (!args.is(2, "BEFORE") && !args.is(2, "AFTER")) {
      throw CommandError.SYNTAX;
    }
    return args.is(2, "AFTER");
  }

  private static Effect insert(boolean after, Args args, Execution x) {
    Key key = args.key(1);
    ListAt list = ListAt.modify(key, x);
    if (list == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    if (!list.insert(after, args, 3, 4)) {
      x.reply().integer(-1);
      return Effect.NONE;
    }
    x.changed("linsert", key);
    x.reply().integer(list.size());
    return Effect.VERBATIM;
  }

  private static Effect remove(Args args, Execution x) {
    long most = args.longAt(2);
    Key key = args.key(1);
    ListAt list = ListAt.modify(key, x);
    long removed =
        list == null ? 0 : list.remove(most, args.array(), args.start(3), args.length(3));
    if (list == null || removed == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    x.changed("lrem", key);
    if (list.isGone()) {
      x.changed("del", key);
    }
    x.counts(removed);
    x.reply().integer(removed);
    return Effect.VERBATIM;
  }

  private static Effect trim(ListCommands.Range range, Args args, Execution x) {
    Key key = args.key(1);
    ListAt list = ListAt.modify(key, x);
    if (list == null) {
      x.reply().ok();
      return Effect.NONE;
    }
    long size = list.size();
    list.trim(range.first(size), range.last(size));
    x.changed("ltrim", key);
    if (list.isGone()) {
      x.changed("del", key);
    }
    x.reply().ok();
    long removed = list.isGone() ? size : size - list.size();
    x.counts(removed);
    return removed == 0 ? Effect.NONE : Effect.VERBATIM;
  }

  /// The options of LPOS.
  ///
  /// @param rank the how manieth match is the first to count; from the tail if negative
  /// @param count how many matches to answer, 0 for all, -1 for one that is not in an array
  /// @param most how many elements to look at, 0 for all
  private record Search(long rank, long count, long most) {
    static Search parse(Args args) {
      long rank = 1;
      long count = -1;
      long most = 0;
      for (int i = 3; i < args.count(); i += 2) {
        boolean hasValue = i + 1 < args.count();
        if (hasValue && args.is(i, "RANK")) {
          rank = rank(args.longAt(i + 1));
        } else if (hasValue && args.is(i, "COUNT")) {
          count = notNegative(args, i + 1, "COUNT");
        } else if (hasValue && args.is(i, "MAXLEN")) {
          most = notNegative(args, i + 1, "MAXLEN");
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Search(rank, count, most);
    }

    private static long rank(long rank) {
      if (rank == 0) {
        throw ZERO_RANK;
      }
      return rank == Long.MIN_VALUE ? -1 : rank; // the real server negates it, which overflows
    }

    private static long notNegative(Args args, int index, String option) {
      long value;
      try {
        value = args.longAt(index);
      } catch (CommandError none) {
        value = -1;
      }
      if (value < 0) {
        throw CommandError.of("ERR " + option + " can't be negative");
      }
      return value;
    }
  }

  private static Effect positions(Search search, Args args, Execution x) {
    ListAt list = ListAt.read(args.key(1), x);
    boolean one = search.count < 0;
    int mark = x.reply().openArray();
    var met = new long[2]; // matches, and of them those answered
    if (list != null) {
      long wanted = one ? 1 : search.count == 0 ? Long.MAX_VALUE : search.count;
      list.find(
          args.array(),
          args.start(2),
          args.length(2),
          search.rank < 0,
          search.most == 0 ? Long.MAX_VALUE : search.most,
          index -> {
            if (++met[0] >= Math.abs(search.rank)) {
              x.reply().integer(index);
              met[1]++;
            }
            return met[1] < wanted;
          });
    }
    if (!one) {
      x.reply().closeArray(mark, (int) met[1]);
    } else if (met[1] == 0) {
      x.reply().nil();
    }
    return Effect.NONE;
  }
}
