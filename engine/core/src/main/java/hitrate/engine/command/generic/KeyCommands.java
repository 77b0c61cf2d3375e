package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RM;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.EntryMoves;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.LazyFreeing;
import java.util.List;

/// Keys one by one: is it there, of what type, away with it, another name for it.
public final class KeyCommands {
  private KeyCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("del")
            .arity(-2)
            .flags(WRITE)
            .categories(KEYSPACE)
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .keys(KeySpec.from(1, 1, RM, DELETE))
            .runs((args, x) -> delete(args, x, LazyFreeing.Cause.DEL)),
        Command.named("unlink")
            .arity(-2)
            .flags(WRITE, FAST)
            .categories(KEYSPACE)
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .keys(KeySpec.from(1, 1, RM, DELETE))
            .runs((args, x) -> delete(args, x, LazyFreeing.Cause.UNLINK)),
        Command.named("exists")
            .arity(-2)
            .flags(READONLY, FAST)
            .categories(KEYSPACE)
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .keys(KeySpec.from(1, 1, RO))
            .runs(KeyCommands::exists),
        Command.named("touch")
            .arity(-2)
            .flags(READONLY, FAST)
            .categories(KEYSPACE)
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .keys(KeySpec.from(1, 1, RO))
            .runs(KeyCommands::touch),
        Command.named("type")
            .arity(2)
            .flags(READONLY, FAST)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RO))
            .runs(KeyCommands::type),
        Command.named("rename")
            .arity(3)
            .flags(WRITE)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RW, ACCESS, DELETE), KeySpec.key(2, OW, UPDATE))
            .runs((args, x) -> rename(false, args, x)),
        Command.named("renamenx")
            .arity(3)
            .flags(WRITE, FAST)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RW, ACCESS, DELETE), KeySpec.key(2, OW, INSERT))
            .runs((args, x) -> rename(true, args, x)),
        Command.named("move")
            .arity(3)
            .flags(WRITE, FAST)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RW, ACCESS, UPDATE))
            .runs(KeyCommands::move),
        Command.named("copy")
            .arity(-3)
            .flags(WRITE, DENYOOM)
            .categories(KEYSPACE)
            .keys(KeySpec.key(1, RO, ACCESS), KeySpec.key(2, OW, UPDATE))
            .runs(KeyCommands::copy));
  }

  private static Effect delete(Args args, Execution x, LazyFreeing.Cause cause) {
    int count = 0;
    for (int i = 1; i < args.count(); i++) {
      Key key = args.passingKey(i);
      // where readers let expired keys be, one counts as deleted
      if (x.keyspace().removesWhatReadersMeet()
          ? x.database().delete(key, cause)
          : x.database().deleteEvenExpired(key)) {
        x.changed("del", key);
        count++;
      }
    }
    x.reply().integer(count);
    x.counts(count);
    return count == 0 ? Effect.NONE : Effect.VERBATIM;
  }

  private static Effect exists(Args args, Execution x) {
    int count = 0;
    for (int i = 1; i < args.count(); i++) {
      count += x.database().peek(args.passingKey(i)) != 0 ? 1 : 0;
    }
    x.reply().integer(count);
    return Effect.NONE;
  }

  private static Effect touch(Args args, Execution x) {
    int count = 0;
    for (int i = 1; i < args.count(); i++) {
      count += x.database().read(args.passingKey(i)) != 0 ? 1 : 0;
    }
    x.reply().integer(count);
    return Effect.NONE;
  }

  private static Effect type(Args args, Execution x) {
    Database database = x.database();
    long entry = database.peek(args.key(1));
    x.reply().simple(entry == 0 ? "none" : Kind.typeName(Entry.kind(database.region(), entry)));
    return Effect.NONE;
  }

  private static Effect rename(boolean onlyIfFree, Args args, Execution x) {
    Database database = x.database();
    Key from = args.key(1);
    Key to = args.key(2);
    long entry = database.modify(from);
    if (entry == 0) {
      throw CommandError.NO_SUCH_KEY;
    }
    boolean isSame = from.sameAs(to);
    if (isSame || onlyIfFree && database.modify(to) != 0) {
      reply(onlyIfFree, false, x);
      return Effect.NONE;
    }
    EntryMoves.move(database, from, database, to);
    x.changed("rename_from", from);
    x.changed("rename_to", to);
    reply(onlyIfFree, true, x);
    return Effect.VERBATIM;
  }

  private static void reply(boolean asNumber, boolean done, Execution x) {
    if (asNumber) {
      x.reply().integer(done ? 1 : 0);
    } else {
      x.reply().ok();
    }
  }

  private static Effect move(Args args, Execution x) {
    Database from = x.database();
    int index = args.intAt(2);
    if (!x.keyspace().hasDatabase(index)) {
      throw CommandError.NO_SUCH_DATABASE;
    }
    Database to = x.keyspace().database(index);
    if (index == from.index()) {
      throw CommandError.SAME_OBJECT;
    }
    Key key = args.key(1);
    long entry = from.modify(key);
    if (entry == 0 || to.modify(key) != 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    EntryMoves.move(from, key, to, key);
    x.keyspace().changed(from.index(), "move_from", key);
    x.keyspace().changed(to.index(), "move_to", key);
    x.reply().integer(1);
    return Effect.VERBATIM;
  }

  private static Effect copy(Args args, Execution x) {
    Database from = x.database();
    Database to = from;
    boolean replaces = false;
    for (int i = 3; i < args.count(); i++) {
      if (args.is(i, "REPLACE")) {
        replaces = true;
      } else if (args.is(i, "DB") && i + 1 < args.count()) {
        int index = args.intAt(++i);
        if (!x.keyspace().hasDatabase(index)) {
          throw CommandError.NO_SUCH_DATABASE;
        }
        to = x.keyspace().database(index);
      } else {
        throw CommandError.SYNTAX;
      }
    }
    Key source = args.key(1);
    Key target = args.key(2);
    if (to.index() == from.index() && source.sameAs(target)) {
      throw CommandError.SAME_OBJECT;
    }
    long entry = from.read(source);
    if (entry == 0 || to.modify(target) != 0 && !replaces) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    EntryMoves.copy(entry, to, target);
    x.keyspace().changed(to.index(), "copy_to", target);
    x.reply().integer(1);
    return Effect.VERBATIM;
  }
}
