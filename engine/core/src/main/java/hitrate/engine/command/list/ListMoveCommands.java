package hitrate.engine.command.list;

import static hitrate.engine.command.Category.LIST;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import java.util.List;
import java.util.Objects;

/// From one list to another, or from the first list that has something: LMOVE, RPOPLPUSH, LMPOP.
public final class ListMoveCommands {
  private ListMoveCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        moving("lmove", 5)
            .parses(args -> Ends.parse(args, 3))
            .runs((ends, args, x) -> move(ends, args, x)),
        moving("rpoplpush", 3).runs((args, x) -> move(Ends.TAIL_TO_HEAD, args, x)),
        Command.named("lmpop")
            .arity(-4)
            .flags(WRITE, MOVABLEKEYS)
            .categories(LIST)
            .keys(
                new KeySpec(
                    List.of(RW, ACCESS, DELETE),
                    new KeySpec.Index(1),
                    new KeySpec.KeyNum(0, 1, 1),
                    ""))
            .parses(args -> FirstOf.parse(args, 1))
            .runs(ListMoveCommands::popFirstOf));
  }

  private static Command.Builder moving(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(WRITE, DENYOOM)
        .categories(LIST)
        .keys(KeySpec.key(1, RW, ACCESS, DELETE), KeySpec.key(2, RW, INSERT));
  }

  /// True for the word RIGHT, false for LEFT.
  ///
  /// @throws CommandError for any other
  static boolean isTail(Args args, int index) {
    if (!args.is(index, "LEFT") && !args.is(index, "RIGHT")) {
      throw CommandError.SYNTAX;
    }
    return args.is(index, "RIGHT");
  }

  /// The word for an end.
  static Bytes endName(boolean tail) {
    return Bytes.of(tail ? "RIGHT" : "LEFT");
  }

  /// Which ends an element goes from and to.
  record Ends(boolean fromTail, boolean toTail) {
    static final Ends TAIL_TO_HEAD = new Ends(true, false);

    static Ends parse(Args args, int at) {
      return new Ends(isTail(args, at), isTail(args, at + 1));
    }
  }

  private static Effect move(Ends ends, Args args, Execution x) {
    if (move(ends, args.key(1), args.key(2), x, false)) {
      return Effect.VERBATIM;
    }
    x.reply().nil();
    return Effect.NONE;
  }

  /// Moves an element and replies with it; false when there is none.
  ///
  /// @param isServed whether somebody has waited for it
  /// @throws CommandError when one of the two is no list
  static boolean move(Ends ends, Key from, Key to, Execution x, boolean isServed) {
    boolean rotates = from.sameAs(to);
    if (rotates) {
      x.database().modify(to); // looked up and used twice, as two lists are
    }
    ListAt source = ListAt.modify(from, x);
    if (source == null) {
      return false;
    }
    if (!rotates) {
      ListAt.require(to, x); // without counting a use, as it is looked up once more
    }
    byte[] element = Objects.requireNonNull(source.at(ends.fromTail ? -1 : 0));
    if (rotates && source.size() > 1) {
      source.removeEnd(ends.fromTail, 1);
      source.push(ends.toTail, element);
    } else if (!rotates) {
      source.removeEnd(ends.fromTail, 1);
      ListAt.modifyOrCreate(to, x).push(ends.toTail, element);
    }
    x.changed(ends.toTail ? "rpush" : "lpush", to);
    x.reply().bulk(element);
    if (isServed) {
      ListCommands.announcePopped(source, from, ends.fromTail, x);
      return true;
    }
    x.changed(ListCommands.popped(ends.fromTail), from);
    if (source.isGone()) {
      x.changed("del", from);
    }
    return true;
  }

  /// The words of LMPOP, or those of BLMPOP behind its timeout.
  ///
  /// @param firstKey the index of the first key
  record FirstOf(int firstKey, int keys, boolean atTail, long count) {
    static FirstOf parse(Args args, int at) {
      long keys = atLeastOne(args, at, "numkeys");
      if (keys >= args.count() - at - 1) {
        throw CommandError.SYNTAX;
      }
      int where = at + 1 + (int) keys;
      boolean atTail = isTail(args, where);
      long count = -1;
      for (int i = where + 1; i < args.count(); i += 2) {
        if (count != -1 || i + 1 == args.count() || !args.is(i, "COUNT")) {
          throw CommandError.SYNTAX;
        }
        count = atLeastOne(args, i + 1, "count");
      }
      return new FirstOf(at + 1, (int) keys, atTail, count == -1 ? 1 : count);
    }

    private static long atLeastOne(Args args, int index, String what) {
      boolean isNumber = Decimal.isLong(args.array(), args.start(index), args.length(index));
      if (!isNumber || args.longAt(index) < 1) {
        throw CommandError.of("ERR " + what + " should be greater than 0");
      }
      return args.longAt(index);
    }
  }

  private static Effect popFirstOf(FirstOf options, Args args, Execution x) {
    for (int i = 0; i < options.keys; i++) {
      Key key = args.key(options.firstKey + i);
      ListAt list = ListAt.modify(key, x);
      if (list != null) {
        return popMany(list, key, options, x);
      }
    }
    x.reply().nilArray();
    return Effect.NONE;
  }

  /// Pops from a list and replies with its key and the elements.
  static Effect popMany(ListAt list, Key key, FirstOf options, Execution x) {
    long popped = Math.min(options.count, list.size());
    x.reply().array(2);
    x.reply().bulk(key.array(), key.offset(), key.length());
    x.reply().array(popped);
    ListCommands.pop(list, key, options.atTail, popped, x);
    return x.instead(
        Bytes.of(options.atTail ? "RPOP" : "LPOP"), key.copy(), Bytes.of(Long.toString(popped)));
  }
}
