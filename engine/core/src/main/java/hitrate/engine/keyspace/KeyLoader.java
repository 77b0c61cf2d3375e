package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.struct.LargeValue;

/// Puts keys into a database that come from outside, a file for instance, and of which nobody is
/// told: they are not new.
public final class KeyLoader {
  private final Keyspace keyspace;
  private final Database database;

  public KeyLoader(Keyspace keyspace, Database database) {
    this.keyspace = keyspace;
    this.database = database;
  }

  /// Makes the index large enough for so many keys that are about to be loaded, if there are none.
  public void expect(long keys) {
    database.table(keys);
  }

  /// Adds a key; false when it is there already. Is fastest where the value stands behind the key
  /// in one array.
  ///
  /// @param expireAt milliseconds since 1970, or [Entry#NO_EXPIRY]
  public boolean load(Key key, int kind, byte[] value, int offset, int length, long expireAt) {
    EntryTable entries = database.table(0);
    Region region = database.region();
    if (entries.find(key) != 0) {
      return false;
    }
    boolean expires = expireAt != Entry.NO_EXPIRY;
    long entry = keyspace.slab().allocate(Entry.size(key.length(), length, expires));
    entries.insertMissed(key.hash(), entry, expires); // whose slot nothing has taken since
    database.countExpiry(false, expires);
    int mark = keyspace.marks().fresh();
    int round = keyspace.snapshots().round();
    Entry.writeHeader(region, entry, kind, round, mark, key.length(), length, expireAt);
    long keyAt = Entry.keyAt(region, entry);
    if (value == key.array() && offset == key.offset() + key.length()) {
      region.write(keyAt, value, key.offset(), key.length() + length); // in one go
    } else {
      region.write(keyAt, key.array(), key.offset(), key.length());
      region.write(keyAt + key.length(), value, offset, length);
    }
    if (Kind.mayTimeFields(kind)) {
      database.fields().note(database, key, entry);
    }
    return true;
  }

  /// The same for a large value.
  public boolean loadLarge(Key key, int kind, LargeValue value, long expireAt) {
    if (database.findEvenExpired(key) != 0) {
      return false;
    }
    byte[] handle = LargeValues.bytesOf(keyspace.largeValues().add(value));
    return load(key, kind, handle, 0, handle.length, expireAt);
  }
}
