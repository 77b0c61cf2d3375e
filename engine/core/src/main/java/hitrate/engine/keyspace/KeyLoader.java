package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.struct.LargeValue;

/// Puts keys into a database that come from outside, a file for instance, and of which nobody is
/// told: they are not new.
public final class KeyLoader {
  private static final long NONE_NEEDED = -1; // the key is there
  private static final long NONE_LEFT = 0;

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
    long empty = vacancy(entries, region, key);
    if (empty == NONE_NEEDED) {
      return false;
    }
    boolean expires = expireAt != Entry.NO_EXPIRY;
    long entry = keyspace.slab().allocate(Entry.size(key.length(), length, expires));
    if (empty == NONE_LEFT) {
      entries.insert(key.hash(), entry, expires);
    } else {
      entries.insertAt(empty, key.hash(), entry, expires);
    }
    database.countExpiry(false, expires);
    int mark = keyspace.marks().fresh();
    int parity = keyspace.snapshots().parity();
    Entry.writeHeader(region, entry, kind, parity, mark, key.length(), length, expireAt);
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

  /// The empty slot for a key, so that whether it is there and where it goes is found out at once.
  private static long vacancy(EntryTable entries, Region region, Key key) {
    long home = entries.homeSlot(key.hash());
    long segment = home & -(EntryTable.SLOTS * 8L);
    long tag = key.hash() & EntryTable.TAG_MASK;
    for (int i = 0; i <= EntryTable.REACH; i++) {
      long at = segment | home + 8L * i & EntryTable.SLOTS * 8L - 1;
      long slot = region.getLong(at);
      if (slot == 0) {
        return at;
      }
      if (slot >>> EntryTable.TAG_SHIFT == tag
          && Entry.hasKey(region, slot & EntryTable.ADDRESS_MASK, key)) {
        return NONE_NEEDED;
      }
    }
    return NONE_LEFT;
  }

  /// The same for a large value.
  public boolean loadLarge(Key key, int kind, LargeValue value, long expireAt) {
    if (database.findEvenExpired(key) != 0) {
      return false;
    }
    byte[] handle = Database.handleOf(keyspace.largeValues().add(value));
    return load(key, kind, handle, 0, handle.length, expireAt);
  }
}
