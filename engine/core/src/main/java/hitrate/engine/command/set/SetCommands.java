package hitrate.engine.command.set;

import static hitrate.engine.command.Category.SET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members of one set: SADD, SISMEMBER and their kin.
public final class SetCommands {
  private SetCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("sadd")
            .arity(-3)
            .flags(WRITE, DENYOOM, FAST)
            .categories(SET)
            .keys(KeySpec.key(1, RW, INSERT))
            .runs(SetCommands::add),
        Command.named("srem")
            .arity(-3)
            .flags(WRITE, FAST)
            .categories(SET)
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(SetCommands::remove),
        Command.named("smove")
            .arity(4)
            .flags(WRITE, FAST)
            .categories(SET)
            .keys(KeySpec.key(1, RW, ACCESS, DELETE), KeySpec.key(2, RW, INSERT))
            .runs(SetCommands::move),
        reading("scard", 2).keys(KeySpec.key(1, RO)).runs(SetCommands::size),
        reading("sismember", 3).keys(KeySpec.key(1, RO)).runs(SetCommands::isMember),
        reading("smismember", -3).keys(KeySpec.key(1, RO, ACCESS)).runs(SetCommands::areMembers),
        Command.named("smembers")
            .arity(2)
            .flags(READONLY)
            .categories(SET)
            .tips("nondeterministic_output_order")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(SetCommands::members));
  }

  private static Command.Builder reading(String name, int arity) {
    return Command.named(name).arity(arity).flags(READONLY, FAST).categories(SET);
  }

  private static Effect add(Args args, Execution x) {
    Key key = args.key(1);
    SetValue set = SetValue.modifyOrCreate(key, x);
    int added = 0;
    for (int i = 2; i < args.count(); i++) {
      added += set.add(args.array(), args.start(i), args.length(i)) ? 1 : 0;
    }
    if (added > 0) {
      set.store(key);
      x.changed("sadd", key);
      x.counts(added);
    }
    x.reply().integer(added);
    return added > 0 ? Effect.VERBATIM : Effect.NONE;
  }

  private static Effect remove(Args args, Execution x) {
    Key key = args.key(1);
    SetValue set = SetValue.modify(key, x);
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
    x.changed("srem", key);
    if (gone) {
      x.changed("del", key);
    }
    x.counts(removed);
    x.reply().integer(removed);
    return Effect.VERBATIM;
  }

  private static Effect move(Args args, Execution x) {
    Key from = args.key(1);
    Key to = args.key(2);
    x.database().find(from); // both are looked up, and may expire, whatever the other is
    x.database().find(to);
    SetValue source = SetValue.modifyBeside(from, x);
    if (source == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    SetValue target = SetValue.modifyOrCreate(to, x);
    byte[] array = args.array();
    int start = args.start(3);
    int length = args.length(3);
    boolean isSame = from.sameAs(to);
    boolean isThere =
        isSame ? source.has(array, start, length) : source.remove(array, start, length);
    if (isSame || !isThere) {
      x.reply().integer(isThere ? 1 : 0);
      return Effect.NONE;
    }
    boolean gone = source.store(from);
    x.changed("srem", from);
    if (gone) {
      x.changed("del", from);
    }
    if (target.add(array, start, length)) {
      target.store(to);
      x.changed("sadd", to);
      x.counts(2);
    }
    x.reply().integer(1);
    return Effect.VERBATIM;
  }

  private static Effect size(Args args, Execution x) {
    SetValue set = SetValue.read(args.key(1), x);
    x.reply().integer(set == null ? 0 : set.size());
    return Effect.NONE;
  }

  private static Effect isMember(Args args, Execution x) {
    SetValue set = SetValue.read(args.key(1), x);
    reply(set, args, 2, x);
    return Effect.NONE;
  }

  private static Effect areMembers(Args args, Execution x) {
    SetValue set = SetValue.read(args.key(1), x);
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      reply(set, args, i, x);
    }
    return Effect.NONE;
  }

  private static void reply(@Nullable SetValue set, Args args, int word, Execution x) {
    boolean has = set != null && set.has(args.array(), args.start(word), args.length(word));
    x.reply().integer(has ? 1 : 0);
  }

  private static Effect members(Args args, Execution x) {
    SetValue set = SetValue.read(args.key(1), x);
    x.reply().set(set == null ? 0 : set.size());
    if (set != null) {
      set.replyAll();
    }
    return Effect.NONE;
  }
}
