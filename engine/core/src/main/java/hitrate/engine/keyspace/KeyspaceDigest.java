package hitrate.engine.keyspace;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.struct.Cursor;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.struct.QuickList;
import hitrate.engine.struct.SortedSet;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A fingerprint of everything that a keyspace holds: databases, keys, types, values, expiry times.
/// Two keyspaces with the same fingerprint hold the same, whatever the order in which it came about
/// and however it is laid out. Keys and fields whose time has come do not count: they are as good
/// as gone.
///
/// It is the exclusive or of a SHA-256 for each key, and so takes about a microsecond a key.
public final class KeyspaceDigest {
  static final int BYTES = 32;

  private final Keyspace keyspace;
  private final MessageDigest sha;
  private final byte[] sum = new byte[BYTES];

  private KeyspaceDigest(Keyspace keyspace) {
    this.keyspace = keyspace;
    sha = sha();
  }

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  /// The fingerprint in 64 hexadecimal digits; all zeros when there are no keys.
  public static String of(Keyspace keyspace) {
    var digest = new KeyspaceDigest(keyspace);
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      database.forEach(entry -> digest.add(database, entry));
    }
    return "%064x".formatted(new BigInteger(1, digest.sum));
  }

  private void add(Database database, long entry) {
    var region = database.region();
    boolean isHash = Kind.isHash(Entry.kind(region, entry));
    byte[] fields = isHash ? HashDigest.of(keyspace, database, entry) : null;
    if (database.isExpired(entry) || isHash && fields == null) {
      return;
    }
    byte[] key = Entry.key(region, entry);
    var head = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Integer.BYTES);
    head.putInt(database.index()).putLong(Entry.expireAt(region, entry)).putInt(key.length).flip();
    sha.update(head);
    sha.update(key);
    sha.update(Kind.typeName(Entry.kind(region, entry)).getBytes(StandardCharsets.US_ASCII));
    sha.update((byte) 0);
    byte[] value =
        switch (Entry.kind(region, entry)) {
          case Kind.SET_INTS -> ofInts(Entry.value(region, entry));
          case Kind.SET_PACKED -> ofPackedMembers(Entry.value(region, entry));
          case Kind.SET_TABLE -> ofMembers((MemberTable) database.large(entry));
          case Kind.ZSET_PACKED -> ofPackedScores(Entry.value(region, entry));
          case Kind.ZSET_SKIPLIST -> ofScores((SortedSet) database.large(entry));
          case Kind.LIST_PACKED -> ofPackedList(Entry.value(region, entry));
          case Kind.LIST_CHAIN -> ofChain((QuickList) database.large(entry));
          case Kind.STREAM, Kind.STREAM_PACKED ->
              StreamDigest.of(PackedStreams.read(database, entry), sha());
          default -> fields == null ? Entry.value(region, entry) : fields;
        };
    add(sum, sha.digest(value));
  }

  /// The fingerprint of a set says nothing of the order of its members.
  private static byte[] ofInts(byte[] packed) {
    var ints = new IntSet();
    ints.load(packed, 0, packed.length);
    var members = new byte[BYTES];
    var sha = sha();
    for (int i = 0; i < ints.count(); i++) {
      add(members, sha.digest(Decimal.bytes(ints.get(i))));
    }
    return members;
  }

  private static byte[] ofPackedMembers(byte[] packed) {
    var pack = new Listpack();
    pack.load(packed, 0, packed.length);
    var members = new byte[BYTES];
    var sha = sha();
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      add(members, sha.digest(pack.toArray(at)));
    }
    return members;
  }

  private static byte[] ofMembers(MemberTable table) {
    var members = new byte[BYTES];
    var sha = sha();
    table.forEachRecord(record -> add(members, sha.digest(record.key())));
    return members;
  }

  private static byte[] ofPackedList(byte[] packed) {
    var pack = new Listpack();
    pack.load(packed, 0, packed.length);
    var elements = sha();
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      addElement(elements, pack.toArray(at));
    }
    return elements.digest();
  }

  private static byte[] ofChain(QuickList chain) {
    var elements = sha();
    Cursor cursor = chain.at(0);
    for (boolean more = cursor != null; cursor != null && more; more = cursor.next()) {
      addElement(elements, cursor.toArray());
    }
    return elements.digest();
  }

  private static void addElement(MessageDigest elements, byte[] element) {
    elements.update(ByteBuffer.allocate(Integer.BYTES).putInt(element.length).flip());
    elements.update(element);
  }

  private static byte[] ofPackedScores(byte[] packed) {
    var pack = new Listpack();
    pack.load(packed, 0, packed.length);
    var members = new byte[BYTES];
    var sha = sha();
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      byte[] member = pack.toArray(at);
      at = pack.next(at);
      byte[] score = pack.toArray(at);
      add(members, ofScore(sha, member, DoubleText.parse(score, 0, score.length)));
    }
    return members;
  }

  private static byte[] ofScores(SortedSet set) {
    var members = new byte[BYTES];
    var sha = sha();
    for (int node = set.first(); node != 0; node = set.next(node)) {
      add(members, ofScore(sha, set.member(node), set.score(node)));
    }
    return members;
  }

  private static byte[] ofScore(MessageDigest sha, byte[] member, double score) {
    sha.update(member);
    return sha.digest(ByteBuffer.allocate(Double.BYTES).putDouble(0, score + 0.0).array());
  }

  static void add(byte[] sum, byte[] hash) {
    for (int i = 0; i < BYTES; i++) {
      sum[i] ^= hash[i];
    }
  }
}
