package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.ScanOptions;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.LazyFreeing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole databases: walk over them, empty them, exchange them.
public final class KeyspaceCommands {

  /// How many slots of the table one SCAN may look at for each key it is to return. A slot that is
  /// empty costs about 2 ns; a database of a few keys is then always seen in one call.
  private static final long SLOTS_PER_KEY = 512;

  private KeyspaceCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("keys")
            .arity(2)
            .flags(READONLY)
            .categories(KEYSPACE, DANGEROUS)
            .tips("request_policy:all_shards", "nondeterministic_output_order")
            .runs(KeyspaceCommands::keys),
        Command.named("scan")
            .arity(-2)
            .flags(READONLY)
            .categories(KEYSPACE)
            .tips("nondeterministic_output", "request_policy:special")
            .parses(args -> ScanOptions.parse(args, 1, true))
            .runs(KeyspaceCommands::scan),
        Command.named("randomkey")
            .arity(1)
            .flags(READONLY)
            .categories(KEYSPACE)
            .tips("request_policy:all_shards", "nondeterministic_output")
            .runs(KeyspaceCommands::random),
        Command.named("dbsize")
            .arity(1)
            .flags(READONLY, FAST)
            .categories(KEYSPACE)
            .tips("request_policy:all_shards", "response_policy:agg_sum")
            .runs(KeyspaceCommands::size),
        Command.named("flushdb")
            .arity(-1)
            .flags(WRITE)
            .categories(KEYSPACE, DANGEROUS)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .runs((args, x) -> flush(false, args, x)),
        Command.named("flushall")
            .arity(-1)
            .flags(WRITE)
            .categories(KEYSPACE, DANGEROUS)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .runs((args, x) -> flush(true, args, x)),
        Command.named("swapdb")
            .arity(3)
            .flags(WRITE, FAST)
            .categories(KEYSPACE, DANGEROUS)
            .runs(KeyspaceCommands::swap));
  }

  private static Effect keys(Args args, Execution x) {
    var glob = new Glob(args.bytes(1), false);
    Database database = x.database();
    var region = database.region();
    int mark = x.reply().openArray();
    var count = new int[1];
    database.forEach(entry -> {
      if (database.isExpired(entry)) {
        return;
      }
      byte[] key = Entry.key(region, entry);
      if (glob.matchesAll() || glob.matches(key, 0, key.length)) {
        x.reply().bulk(key);
        count[0]++;
      }
    });
    x.reply().closeArray(mark, count[0]);
    return Effect.NONE;
  }

  private static Effect scan(ScanOptions scan, Args args, Execution x) {
    Database database = x.database();
    var region = database.region();
    var met = new ArrayList<byte[]>();
    long slotsLeft = Math.min(scan.count(), Long.MAX_VALUE / SLOTS_PER_KEY) * SLOTS_PER_KEY;
    long cursor = scan.cursor();
    do {
      cursor = database.scan(cursor, entry -> met.add(Entry.key(region, entry)));
      slotsLeft--;
    } while (cursor != 0 && slotsLeft > 0 && met.size() < scan.count());
    var key = new Key();
    met.removeIf(bytes -> {
      if (scan.match() != null && !scan.match().matches(bytes, 0, bytes.length)) {
        return true;
      }
      key.point(bytes, 0, bytes.length, x.keyspace().hash());
      return !isOfType(database, key, scan.type());
    });
    x.reply().array(2);
    x.reply().bulk(Long.toUnsignedString(cursor));
    x.reply().array(met.size());
    for (byte[] bytes : met) {
      x.reply().bulk(bytes);
    }
    return Effect.NONE;
  }

  private static boolean isOfType(Database database, Key key, @Nullable String type) {
    if (type == null) {
      return database.find(key) != 0;
    }
    long entry = database.peek(key);
    return entry != 0 && Kind.typeName(Entry.kind(database.region(), entry)).equalsIgnoreCase(type);
  }

  private static Effect random(Args args, Execution x) {
    long entry = x.database().random();
    if (entry == 0) {
      x.reply().nil();
    } else {
      Bytes key = x.database().keyOf(entry);
      x.reply().bulk(key);
    }
    return Effect.NONE;
  }

  private static Effect size(Args args, Execution x) {
    x.reply().integer(x.database().size());
    return Effect.NONE;
  }

  private static Effect flush(boolean all, Args args, Execution x) {
    if (args.count() > 2 || args.count() == 2 && !args.is(1, "SYNC") && !args.is(1, "ASYNC")) {
      throw CommandError.SYNTAX;
    }
    LazyFreeing lazy = x.keyspace().lazyFreeing();
    if (args.count() == 2 ? args.is(1, "ASYNC") : lazy.isOfFlush()) {
      lazy.count(all ? x.keyspace().size() : x.database().size());
    }
    if (all) {
      x.counts(x.keyspace().size());
      x.keyspace().clear();
      if (x.server().saveEmptied()) {
        x.counts(0);
      }
    } else {
      x.counts(x.database().size());
      x.database().clear();
    }
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private static Effect swap(Args args, Execution x) {
    int first = index(args, 1, "ERR invalid first DB index");
    int second = index(args, 2, "ERR invalid second DB index");
    var keyspace = x.keyspace();
    if (!keyspace.hasDatabase(first) || !keyspace.hasDatabase(second)) {
      throw CommandError.NO_SUCH_DATABASE;
    }
    if (first != second) {
      keyspace.database(first).swap(keyspace.database(second));
    }
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private static int index(Args args, int word, String complaint) {
    try {
      return args.intAt(word);
    } catch (CommandError notANumber) {
      throw CommandError.of(complaint);
    }
  }
}
