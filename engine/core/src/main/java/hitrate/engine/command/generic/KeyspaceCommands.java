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
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole databases: walk over them, empty them, exchange them.
public final class KeyspaceCommands {
  private static final BigInteger LARGEST_CURSOR = BigInteger.ONE.shiftLeft(64);

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
            .parses(Scan::parse)
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

  /// The words of a SCAN.
  ///
  /// @param cursor where to go on, an unsigned number
  /// @param count how many keys to return, about
  /// @param match the pattern of the keys wanted, or null for all
  /// @param type the name of the type wanted, or null for all
  private record Scan(long cursor, long count, @Nullable Glob match, @Nullable String type) {
    static Scan parse(Args args) {
      long cursor = cursor(args.text(1));
      long count = 10;
      Glob match = null;
      String type = null;
      for (int i = 2; i < args.count(); i += 2) {
        boolean hasValue = i + 1 < args.count();
        if (hasValue && args.is(i, "COUNT")) {
          count = args.longAt(i + 1);
          if (count < 1) {
            throw CommandError.SYNTAX;
          }
        } else if (hasValue && args.is(i, "MATCH")) {
          match = new Glob(args.bytes(i + 1), false);
          match = match.matchesAll() ? null : match; // the empty key is among all, but matches no *
        } else if (hasValue && args.is(i, "TYPE")) {
          type = args.visibleText(i + 1);
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Scan(cursor, count, match, type);
    }

    /// Reads the number as C's `strtoul` does: a sign is allowed, and nothing at all means 0.
    private static long cursor(String text) {
      int digitsAt = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
      int end = text.indexOf(0);
      String digits = text.substring(digitsAt, end < digitsAt ? text.length() : end);
      if (digits.isEmpty() && digitsAt == 0) {
        return 0;
      }
      if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.isEmpty()) {
        throw CommandError.INVALID_CURSOR;
      }
      var number = new BigInteger(digits);
      if (number.compareTo(LARGEST_CURSOR) >= 0) {
        throw CommandError.INVALID_CURSOR;
      }
      return text.startsWith("-") ? -number.longValue() : number.longValue();
    }
  }

  private static Effect scan(Scan scan, Args args, Execution x) {
    Database database = x.database();
    var region = database.region();
    var met = new ArrayList<byte[]>();
    long slotsLeft = Math.min(scan.count, Long.MAX_VALUE / SLOTS_PER_KEY) * SLOTS_PER_KEY;
    long cursor = scan.cursor;
    do {
      cursor = database.scan(cursor, entry -> met.add(Entry.key(region, entry)));
      slotsLeft--;
    } while (cursor != 0 && slotsLeft > 0 && met.size() < scan.count);
    var key = new Key();
    met.removeIf(bytes -> {
      if (scan.match != null && !scan.match.matches(bytes, 0, bytes.length)) {
        return true;
      }
      key.point(bytes, 0, bytes.length, x.keyspace().hash());
      return !isOfType(database, key, scan.type);
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
    if (all) {
      x.keyspace().clear();
    } else {
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
