package hitrate.engine.command.hash;

import static hitrate.engine.command.Category.HASH;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
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

/// Whole fields: HSET, HGET and their kin.
public final class HashCommands {
  private static final String ORDER = "nondeterministic_output_order";

  private HashCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        writing("hset", -4).keys(KeySpec.key(1, RW, UPDATE)).runs((a, x) -> set("hset", a, x)),
        writing("hmset", -4).keys(KeySpec.key(1, RW, UPDATE)).runs((a, x) -> set("hmset", a, x)),
        writing("hsetnx", 4).keys(KeySpec.key(1, RW, INSERT)).runs(HashCommands::setIfAbsent),
        reading("hget", 3).flags(READONLY, FAST).runs(HashCommands::get),
        reading("hmget", -3).flags(READONLY, FAST).runs(HashCommands::getMany),
        reading("hgetall", 2).tips(ORDER).runs((a, x) -> all(true, true, a, x)),
        reading("hkeys", 2).tips(ORDER).runs((a, x) -> all(true, false, a, x)),
        reading("hvals", 2).tips(ORDER).runs((a, x) -> all(false, true, a, x)),
        facts("hlen", 2).runs(HashCommands::length),
        facts("hstrlen", 3).runs(HashCommands::valueLength),
        facts("hexists", 3).runs(HashCommands::exists),
        Command.named("hdel")
            .arity(-3)
            .flags(WRITE, FAST)
            .categories(HASH)
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(HashCommands::delete));
  }

  private static Command.Builder writing(String name, int arity) {
    return Command.named(name).arity(arity).flags(WRITE, DENYOOM, FAST).categories(HASH);
  }

  private static Command.Builder reading(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY)
        .categories(HASH)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  private static Command.Builder facts(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY, FAST)
        .categories(HASH)
        .keys(KeySpec.key(1, RO));
  }

  /// What is replied depends on the name that was called, as in the real server: a number where its
  /// second letter is that of HSET.
  private static Effect set(String name, Args args, Execution x) {
    if (args.count() % 2 != 0) {
      throw CommandError.arity(name);
    }
    Key key = args.key(1);
    HashAt hash = HashAt.modifyOrCreate(key, x);
    int added = 0;
    for (int i = 2; i < args.count(); i += 2) {
      added += set(hash, args, i) ? 1 : 0;
    }
    hash.store();
    if (args.length(0) > 1 && (args.array()[args.start(0) + 1] | 0x20) == 's') {
      x.reply().integer(added);
    } else {
      x.reply().ok();
    }
    x.changed("hset", key);
    x.counts((args.count() - 2) / 2);
    return Effect.VERBATIM;
  }

  private static boolean set(HashAt hash, Args args, int i) {
    byte[] array = args.array();
    return hash.set(
        array, args.start(i), args.length(i), array, args.start(i + 1), args.length(i + 1));
  }

  private static Effect setIfAbsent(Args args, Execution x) {
    Key key = args.key(1);
    HashAt hash = HashAt.modifyOrCreate(key, x);
    if (hash.has(args.array(), args.start(2), args.length(2))) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    set(hash, args, 2);
    hash.store();
    x.reply().integer(1);
    x.changed("hset", key);
    return Effect.VERBATIM;
  }

  private static Effect get(Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    if (hash == null) {
      x.reply().nil();
    } else {
      hash.replyValue(args.array(), args.start(2), args.length(2));
    }
    return Effect.NONE;
  }

  private static Effect getMany(Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      if (hash == null) {
        x.reply().nil();
      } else {
        hash.replyValue(args.array(), args.start(i), args.length(i));
      }
    }
    return Effect.NONE;
  }

  private static Effect all(boolean fields, boolean values, Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    int size = hash == null ? 0 : hash.size();
    if (fields && values) {
      x.reply().map(size);
    } else {
      x.reply().array(size);
    }
    if (hash != null) {
      hash.replyAll(fields, values);
    }
    return Effect.NONE;
  }

  private static Effect length(Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    x.reply().integer(hash == null ? 0 : hash.size());
    return Effect.NONE;
  }

  private static Effect valueLength(Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    x.reply()
        .integer(hash == null ? 0 : hash.valueLength(args.array(), args.start(2), args.length(2)));
    return Effect.NONE;
  }

  private static Effect exists(Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    boolean has = hash != null && hash.has(args.array(), args.start(2), args.length(2));
    x.reply().integer(has ? 1 : 0);
    return Effect.NONE;
  }

  private static Effect delete(Args args, Execution x) {
    Key key = args.key(1);
    HashAt hash = HashAt.modify(key, x);
    int removed = 0;
    if (hash != null) {
      for (int i = 2; i < args.count(); i++) {
        removed += hash.remove(args.array(), args.start(i), args.length(i)) ? 1 : 0;
      }
    }
    if (hash == null || removed == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    boolean gone = hash.store();
    x.changed("hdel", key);
    if (gone) {
      x.changed("del", key);
    }
    x.counts(removed);
    x.reply().integer(removed);
    return Effect.VERBATIM;
  }
}
