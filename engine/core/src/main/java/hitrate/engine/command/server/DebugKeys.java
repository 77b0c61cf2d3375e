package hitrate.engine.command.server;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.DatasetDigest;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.QuickList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// The subcommands of DEBUG that are about keys: how they are kept, what they hold, and many at
/// once to have something to look at.
final class DebugKeys {
  private static final Set<String> CALLS =
      Set.of(
          "OBJECT 3",
          "DIGEST-VALUE",
          "HTSTATS 3",
          "HTSTATS-KEY 3",
          "LISTPACK 3",
          "SDSLEN 3",
          "QUICKLIST 3",
          "QUICKLIST 4",
          "POPULATE 3",
          "POPULATE 4",
          "POPULATE 5");

  private static final CommandError NOT_A_STRING =
      CommandError.of("ERR Not an sds encoded string.");
  private static final int SHARED_NUMBERS = 10_000;

  private DebugKeys() {}

  /// True for a subcommand that is run here.
  static boolean runs(String name, int words) {
    return CALLS.contains(name) || CALLS.contains(name + " " + words);
  }

  static void run(String name, Args args, Execution x) {
    switch (name) {
      case "OBJECT" -> describe(args, x);
      case "DIGEST-VALUE" -> digests(args, x);
      case "HTSTATS" -> tableStatistics(args, x);
      case "HTSTATS-KEY" -> valueStatistics(args, x);
      case "QUICKLIST" -> printQuicklist(args, x);
      case "LISTPACK" -> printListpack(args, x);
      case "SDSLEN" -> lengths(args, x);
      default -> populate(args, x);
    }
  }

  /// The key's entry, even of one that is expired. To look at it is no use.
  private static long required(Args args, Execution x) {
    long entry = x.database().findEvenExpired(args.key(2));
    if (entry == 0) {
      throw CommandError.NO_SUCH_KEY;
    }
    return entry;
  }

  private static void digests(Args args, Execution x) {
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      Database database = x.database();
      x.reply()
          .simple(DatasetDigest.ofValue(database, database.findEvenExpired(args.passingKey(i))));
    }
  }

  /// Describes how a key is kept. The length is that of its value in a snapshot file without
  /// compression, for a large value that of its bytes in memory.
  private static void describe(Args args, Execution x) {
    long entry = required(args, x);
    Database database = x.database();
    Region region = database.region();
    int kind = Entry.kind(region, entry);
    int mark = Entry.mark(region, entry);
    byte[] value = Entry.value(region, entry);
    String text =
        "Value at:0x%x refcount:%d encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d"
            .formatted(
                entry,
                isShared(kind, value) ? Integer.MAX_VALUE : 1,
                Kind.encodingName(kind),
                serializedLength(database, entry, kind, value),
                mark,
                x.keyspace().marks().idleSeconds(mark));
    x.reply().simple(Kind.isList(kind) ? text + nodes(database, entry, kind, value, x) : text);
  }

  private static boolean isShared(int kind, byte[] value) {
    if (kind != Kind.STRING_INT) {
      return false;
    }
    long number = Decimal.parse(value, 0, value.length);
    return number >= 0 && number < SHARED_NUMBERS;
  }

  private static long serializedLength(Database database, long entry, int kind, byte[] value) {
    if (Kind.isString(kind)) {
      return serializedLength(value);
    }
    long bytes = Kind.isLarge(kind) ? database.large(entry).bytes() : value.length;
    return lengthBytes(bytes) + bytes + (kind == Kind.LIST_PACKED ? 2 : 0);
  }

  private static long serializedLength(byte[] string) {
    if (string.length <= 11 && Decimal.isLong(string, 0, string.length)) {
      long number = Decimal.parse(string, 0, string.length);
      if (number == (byte) number) {
        return 2;
      } else if (number == (short) number) {
        return 3;
      } else if (number == (int) number) {
        return 5;
      }
    }
    return (long) lengthBytes(string.length) + string.length;
  }

  private static int lengthBytes(long length) {
    return length < 1 << 6 ? 1 : length < 1 << 14 ? 2 : 5;
  }

  /// What the real server adds for a list, of which it keeps even a small one as a chain.
  private static String nodes(Database database, long entry, int kind, byte[] value, Execution x) {
    if (kind != Kind.LIST_CHAIN) {
      int elements = (value[4] & 0xff) | (value[5] & 0xff) << 8; // of a listpack's head
      int limit = QuickList.clampedLimit(x.packing().listPieceSize());
      return nodes(1, elements, limit, x.packing().listCompressDepth(), value.length);
    }
    var chain = (QuickList) database.large(entry);
    long[] bytes = {0};
    chain.forEachStored((_, _, _, length) -> bytes[0] += length);
    return nodes(chain.nodes(), chain.size(), chain.limit(), chain.compressDepth(), bytes[0]);
  }

  private static String nodes(int nodes, long elements, int limit, int depth, long bytes) {
    return String.format(
        Locale.ROOT,
        " ql_nodes:%d ql_avg_node:%.2f ql_listpack_max:%d ql_compressed:%d ql_uncompressed_size:%d",
        nodes,
        (double) elements / nodes,
        limit,
        depth == 0 ? 0 : 1,
        bytes);
  }

  private static void printListpack(Args args, Execution x) {
    int kind = Entry.kind(x.database().region(), required(args, x));
    if (!Kind.encodingName(kind).startsWith("listpack")) {
      throw CommandError.of("ERR Not a listpack encoded object.");
    }
    x.reply().simple("Listpack structure printed on stdout");
  }

  private static void lengths(Args args, Execution x) {
    long entry = required(args, x);
    Region region = x.database().region();
    int kind = Entry.kind(region, entry);
    if (kind != Kind.STRING_EMBEDDED && kind != Kind.STRING_RAW) {
      throw NOT_A_STRING;
    }
    int key = Entry.keyLength(region, entry);
    int value = Entry.valueLength(region, entry);
    x.reply()
        .simple(
            "key_sds_len:%d, key_sds_avail:0, key_zmalloc: %d, val_sds_len:%d, val_sds_avail:0, val_zmalloc: %d"
                .formatted(key, key, value, value));
  }

  private static void tableStatistics(Args args, Execution x) {
    long index = args.longAt(2);
    if (index < 0 || index >= x.keyspace().databaseCount()) {
      throw CommandError.of("ERR Out of range database");
    }
    Database database = x.keyspace().database((int) index);
    x.reply()
        .verbatim(
            "txt",
            "[Dictionary HT]\n"
                + statistics(database.size(), database.indexBytes() / 8)
                + "[Expires HT]\n"
                + statistics(database.expiringKeys(), database.indexBytes() / 8));
  }

  private static String statistics(long elements, long slots) {
    return "Hash table 0 stats (main hash table):\n"
        + (elements == 0
            ? "No stats available for empty dictionaries\n"
            : " table size: " + slots + "\n number of elements: " + elements + "\n");
  }

  private static void valueStatistics(Args args, Execution x) {
    long entry = required(args, x);
    int kind = Entry.kind(x.database().region(), entry);
    String encoding = Kind.encodingName(kind);
    if (!encoding.equals("hashtable") && !encoding.equals("skiplist")) {
      throw CommandError.of(
          "ERR The value stored at the specified key is not represented using an hash table");
    }
    long bytes =
        Kind.isLarge(kind)
            ? x.database().large(entry).bytes()
            : Entry.valueLength(x.database().region(), entry);
    x.reply().verbatim("txt", "Hash table 0 stats (main hash table):\n bytes: " + bytes + "\n");
  }

  private static void printQuicklist(Args args, Execution x) {
    long entry = required(args, x);
    Database database = x.database();
    int kind = Entry.kind(database.region(), entry);
    if (!Kind.isList(kind)) {
      throw CommandError.of("ERR Not a quicklist encoded object.");
    }
    byte[] value = Entry.value(database.region(), entry);
    x.server().log("notice", "DEBUG QUICKLIST:" + nodes(database, entry, kind, value, x));
    x.reply().simple("Quicklist structure printed on stdout");
  }

  /// Strings `key:0` and so on, as many as asked for; keys that there are stay.
  private static void populate(Args args, Execution x) {
    long count = positive(args, 2);
    long size = args.count() == 5 ? positive(args, 4) : 0;
    String prefix = args.count() > 3 ? args.text(3) : "key";
    for (long i = 0; i < count; i++) {
      byte[] name = (prefix + ":" + i).getBytes(StandardCharsets.ISO_8859_1);
      var key = new Key().point(name, 0, name.length, x.keyspace().hash());
      if (x.database().find(key) == 0) {
        byte[] text = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
        byte[] value = size == 0 ? text : Arrays.copyOf(text, (int) size);
        int kind = value.length <= Kind.EMBEDDED_LIMIT ? Kind.STRING_EMBEDDED : Kind.STRING_RAW;
        x.database().put(key, kind, value, 0, value.length, Entry.NO_EXPIRY);
      }
    }
    x.reply().ok();
  }

  private static long positive(Args args, int index) {
    long value = -1;
    try {
      value = args.longAt(index);
    } catch (CommandError notANumber) {
      // the same answer
    }
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw CommandError.of("ERR value is out of range, must be positive");
    }
    return value;
  }
}
