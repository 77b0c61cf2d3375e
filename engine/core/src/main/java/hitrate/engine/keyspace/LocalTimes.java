package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Keys of a node that follows a primary to which clients have given a time right there
/// (`replica-read-only no`). The primary knows nothing of them and will never say that they are to
/// go, so the node has to remove them by itself.
///
/// As in the real server a key stays known until it is looked at and has no such time any more, and
/// of databases from 64 on nothing is known.
final class LocalTimes {
  private final LinkedHashMap<Bytes, Long> databasesOf = new LinkedHashMap<>(); // one bit for each

  /// How many names of keys are known.
  int size() {
    return databasesOf.size();
  }

  /// A client has given the key a time.
  void note(int database, Key key) {
    if (database < Long.SIZE) {
      databasesOf.merge(key.copy(), 1L << database, (before, bit) -> before | bit);
    }
  }

  void clear() {
    databasesOf.clear();
  }

  /// Removes keys whose time has come and forgets those that have none, until `mayGoOn` says no or
  /// each was looked at once.
  void sweep(Keyspace keyspace, BooleanSupplier mayGoOn) {
    for (int left = databasesOf.size(); left > 0 && mayGoOn.getAsBoolean(); left--) {
      Map.Entry<Bytes, Long> next = databasesOf.pollFirstEntry();
      long rest = sweep(keyspace, next.getKey(), next.getValue());
      if (rest != 0) {
        databasesOf.putLast(next.getKey(), rest);
      }
    }
  }

  /// Answers in which of those databases the key goes on with a time.
  private static long sweep(Keyspace keyspace, Bytes name, long databases) {
    Key key = Key.of(name, keyspace.hash());
    long rest = 0;
    for (long bits = databases; bits != 0; bits &= bits - 1) {
      Database database = keyspace.database(Long.numberOfTrailingZeros(bits));
      long entry = database.find(key); // removes it when its time has come
      boolean goesOn = entry != 0 && Entry.expires(database.region(), entry);
      rest |= goesOn ? Long.lowestOneBit(bits) : 0;
    }
    return rest;
  }
}
