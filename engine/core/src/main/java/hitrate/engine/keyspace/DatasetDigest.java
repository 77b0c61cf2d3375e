package hitrate.engine.keyspace;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.struct.Cursor;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.struct.QuickList;
import hitrate.engine.struct.SortedSet;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import hitrate.engine.struct.TimedFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The fingerprint of all data that DEBUG DIGEST shows: the same bytes as the real server's for the
/// same data. [KeyspaceDigest] is for this engine's own use and says more, deadlines among it.
///
/// Two operations build it from SHA-1. Where order does not count, as among the members of a set, a
/// hash is xored into the sum ([#blend]); where it does, the sum is then hashed again ([#chain]).
public final class DatasetDigest {
  private static final int BYTES = 20;
  private static final byte[] EXPIRES = ascii("!!expire!!");
  private static final byte[] FIELD_EXPIRES = ascii("!!hexpire!!");

  private final MessageDigest sha = sha();
  private final Database database;
  private byte[] sum = new byte[BYTES];

  private DatasetDigest(Database database) {
    this.database = database;
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The fingerprint of all databases, in hexadecimal digits; zeros when there are no keys.
  public static String of(Keyspace keyspace) {
    var all = new byte[][] {new byte[BYTES]};
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      if (database.size() > 0) {
        var total = new DatasetDigest(database);
        total.sum = all[0];
        total.chain(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
        database.forEach(entry -> {
          var digest = new DatasetDigest(database);
          digest.chain(Entry.key(database.region(), entry));
          digest.add(entry);
          total.blend(digest.sum);
        });
        all[0] = total.sum;
      }
    }
    return HexFormat.of().formatHex(all[0]);
  }

  /// The fingerprint of one value.
  public static String ofValue(Database database, long entry) {
    var digest = new DatasetDigest(database);
    if (entry != 0) {
      digest.add(entry);
    }
    return HexFormat.of().formatHex(digest.sum);
  }

  private void blend(byte[] bytes) {
    byte[] hash = sha.digest(bytes);
    for (int i = 0; i < BYTES; i++) {
      sum[i] ^= hash[i];
    }
  }

  private void chain(byte[] bytes) {
    blend(bytes);
    sum = sha.digest(sum);
  }

  private void add(long entry) {
    var region = database.region();
    int kind = Entry.kind(region, entry);
    chain(ByteBuffer.allocate(Integer.BYTES).putInt(typeNumber(kind)).array());
    if (Kind.isStream(kind)) {
      addStream(PackedStreams.read(database, entry));
    } else if (Kind.isLarge(kind)) {
      addLarge(kind, entry);
    } else {
      addPacked(kind, Entry.value(region, entry));
    }
    if (Entry.expires(region, entry)) {
      blend(EXPIRES);
    }
  }

  private static int typeNumber(int kind) {
    return switch (Kind.typeName(kind)) {
      case "string" -> 0;
      case "list" -> 1;
      case "set" -> 2;
      case "zset" -> 3;
      case "hash" -> 4;
      default -> 6;
    };
  }

  private void addPacked(int kind, byte[] value) {
    if (Kind.isString(kind)) {
      chain(value);
      return;
    }
    if (kind == Kind.SET_INTS) {
      var ints = new IntSet();
      ints.load(value, 0, value.length);
      for (int i = 0; i < ints.count(); i++) {
        blend(Decimal.bytes(ints.get(i)));
      }
      return;
    }
    var pack = new Listpack();
    pack.load(value, 0, value.length);
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      byte[] element = pack.toArray(at);
      if (Kind.isList(kind)) {
        chain(element);
      } else if (Kind.isSet(kind)) {
        blend(element);
      } else {
        at = pack.next(at);
        byte[] other = pack.toArray(at);
        pair(element, Kind.isHash(kind) ? other : score(DoubleText.parse(other, 0, other.length)));
        if (kind == Kind.HASH_TIMED) {
          at = pack.next(at);
          mark(pack.longAt(at) != 0);
        }
      }
    }
  }

  private void addLarge(int kind, long entry) {
    switch (kind) {
      case Kind.LIST_CHAIN -> {
        Cursor cursor = ((QuickList) database.large(entry)).at(0);
        for (boolean more = cursor != null; cursor != null && more; more = cursor.next()) {
          chain(cursor.toArray());
        }
      }
      case Kind.SET_TABLE ->
          ((MemberTable) database.large(entry)).forEachRecord(record -> blend(record.key()));
      case Kind.ZSET_SKIPLIST -> {
        var set = (SortedSet) database.large(entry);
        for (int node = set.first(); node != 0; node = set.next(node)) {
          pair(set.member(node), score(set.score(node)));
        }
      }
      case Kind.HASH_TABLE -> {
        var table = (FieldTable) database.large(entry);
        table.forEachRecord(record -> {
          pair(record.key(), record.value());
          byte[] field = record.key();
          mark(table.time(field, 0, field.length) != TimedFields.NEVER);
        });
      }
      default -> throw new IllegalArgumentException("no large value: " + kind);
    }
  }

  private void addStream(Stream stream) {
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, false);
    while (cursor.next()) {
      chain(ascii(cursor.id().toString().replace('-', '.')));
      cursor.forEachField((pack, field, value) -> {
        chain(pack.toArray(field));
        chain(pack.toArray(value));
      });
    }
  }

  private void mark(boolean expires) {
    if (expires) {
      blend(FIELD_EXPIRES);
    }
  }

  private static byte[] score(double score) {
    return ascii(DoubleText.of(score));
  }

  private void pair(byte[] one, byte[] other) {
    var pair = new DatasetDigest(database);
    pair.chain(one);
    pair.chain(other);
    blend(Arrays.copyOf(pair.sum, BYTES));
  }
}
