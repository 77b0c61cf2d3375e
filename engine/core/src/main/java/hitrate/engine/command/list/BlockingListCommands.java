package hitrate.engine.command.list;

import static hitrate.engine.command.Category.LIST;
import static hitrate.engine.command.CommandFlag.BLOCKING;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.Waiting;
import hitrate.engine.command.list.ListMoveCommands.Ends;
import hitrate.engine.command.list.ListMoveCommands.FirstOf;
import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands that wait until a list has something: BLPOP, BRPOP, BLMOVE, BRPOPLPUSH, BLMPOP. What
/// they do when it has is recorded as the command that does not wait.
public final class BlockingListCommands {
  private BlockingListCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        popping("blpop").parses(BlockingListCommands::lastTimeout).runs(popFirst(false)),
        popping("brpop").parses(BlockingListCommands::lastTimeout).runs(popFirst(true)),
        moving("blmove", 6).parses(Move::parse).runs(BlockingListCommands::move),
        moving("brpoplpush", 4).parses(Move::parseOldForm).runs(BlockingListCommands::move),
        Command.named("blmpop")
            .arity(-5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .categories(LIST)
            .keys(
                new KeySpec(
                    List.of(RW, ACCESS, DELETE),
                    new KeySpec.Index(2),
                    new KeySpec.KeyNum(0, 1, 1),
                    ""))
            .parses(PopMany::parse)
            .runs(BlockingListCommands::popMany));
  }

  private static Command.Builder popping(String name) {
    return Command.named(name)
        .arity(-3)
        .flags(WRITE, NOSCRIPT, BLOCKING)
        .categories(LIST)
        .keys(KeySpec.range(1, -2, 1, RW, ACCESS, DELETE));
  }

  private static Command.Builder moving(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
        .categories(LIST)
        .keys(KeySpec.key(1, RW, ACCESS, DELETE), KeySpec.key(2, RW, INSERT));
  }

  private static List<Key> keys(Args args, int from, int count) {
    var keys = new ArrayList<Key>(count);
    for (int i = from; i < from + count; i++) {
      keys.add(args.key(i));
    }
    return keys;
  }

  private static Long lastTimeout(Args args) {
    return Waiting.timeoutMillis(args, args.count() - 1);
  }

  private static Command.RunParsed<Long> popFirst(boolean atTail) {
    return (timeoutMillis, args, x) -> {
      List<Key> keys = keys(args, 1, args.count() - 2);
      for (Key key : keys) {
        ListAt list = ListAt.modify(key, x);
        if (list != null) {
          return popWithKey(list, key, atTail, x, false);
        }
      }
      Waiting.ForList waiting =
          (key, later) -> {
            ListAt list = ListAt.ifList(key, later);
            return list == null
                ? null
                : uncounted(popWithKey(list, key, atTail, later, true), later);
          };
      return x.waitFor(waiting, keys, timeoutMillis);
    };
  }

  /// What serves a client that has waited is no change more, as the real server counts.
  private static @Nullable Effect uncounted(@Nullable Effect effect, Execution x) {
    x.counts(0);
    return effect;
  }

  private static Effect popWithKey(
      ListAt list, Key key, boolean atTail, Execution x, boolean isServed) {
    x.reply().array(2);
    x.reply().bulk(key.array(), key.offset(), key.length());
    if (isServed) {
      ListCommands.serve(list, key, atTail, x);
    } else {
      ListCommands.pop(list, key, atTail, 1, x);
    }
    return x.instead(Bytes.of(atTail ? "RPOP" : "LPOP"), key.copy());
  }

  /// The words of BLMOVE and BRPOPLPUSH.
  private record Move(Ends ends, boolean isOldForm, long timeoutMillis) {
    static Move parse(Args args) {
      return new Move(Ends.parse(args, 3), false, Waiting.timeoutMillis(args, 5));
    }

    static Move parseOldForm(Args args) {
      return new Move(Ends.TAIL_TO_HEAD, true, Waiting.timeoutMillis(args, 3));
    }

    @Nullable Effect run(Key from, Key to, Execution x, boolean isServed) {
      if (!ListMoveCommands.move(ends, from, to, x, isServed)) {
        return null;
      }
      return isOldForm
          ? x.instead(Bytes.of("RPOPLPUSH"), from.copy(), to.copy())
          : x.instead(
              Bytes.of("LMOVE"),
              from.copy(),
              to.copy(),
              ListMoveCommands.endName(ends.fromTail()),
              ListMoveCommands.endName(ends.toTail()));
    }
  }

  private static Effect move(Move move, Args args, Execution x) {
    Key from = args.key(1);
    Effect effect = move.run(from, args.key(2), x, false);
    return effect != null
        ? effect
        : x.waitFor(new WaitToMove(move, args.bytes(2)), List.of(from), move.timeoutMillis);
  }

  /// Waits for an element to move to another list. In a transaction there is no element instead,
  /// which reads otherwise than that none came in time.
  private record WaitToMove(Move move, Bytes target) implements Waiting.ForList {
    @Override
    public @Nullable Effect serve(Key key, Execution x) {
      return ListAt.ifList(key, x) == null
          ? null
          : uncounted(move.run(key, Key.of(target, x.keyspace().hash()), x, true), x);
    }

    @Override
    public void refused(ReplyWriter reply) {
      reply.nil();
    }
  }

  /// The words of BLMPOP.
  private record PopMany(FirstOf options, long timeoutMillis) {
    static PopMany parse(Args args) {
      return new PopMany(FirstOf.parse(args, 2), Waiting.timeoutMillis(args, 1));
    }
  }

  private static Effect popMany(PopMany words, Args args, Execution x) {
    FirstOf options = words.options;
    List<Key> keys = keys(args, options.firstKey(), options.keys());
    for (Key key : keys) {
      ListAt list = ListAt.modify(key, x);
      if (list != null) {
        return ListMoveCommands.popMany(list, key, options, x);
      }
    }
    Waiting.ForList waiting =
        (key, later) -> {
          ListAt list = ListAt.ifList(key, later);
          return list == null ? null : ListMoveCommands.popMany(list, key, options, later);
        };
    return x.waitFor(waiting, keys, words.timeoutMillis);
  }
}
