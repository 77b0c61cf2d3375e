package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.LargeValue;
import org.jspecify.annotations.Nullable;

/// A value too long to be written in one go on the node's thread. It goes frozen to the thread that
/// writes the file, which takes its time, while the value itself may change.
///
/// @param database the number that its key has to go to
record FrozenValue(int database, Bytes key, int kind, LargeValue value, long expireAt) {
  /// Shorter values take less time to write than to freeze: some 30 us, and no client notices.
  private static final int LEAST_BYTES = 1 << 16;

  /// The value of an entry as it is now; null when it is short.
  static @Nullable FrozenValue of(int number, Database database, long entry) {
    var region = database.region();
    int kind = Entry.kind(region, entry);
    if (!Kind.isLarge(kind) || database.large(entry).bytes() < LEAST_BYTES) {
      return null;
    }
    var key = Bytes.wrap(Entry.key(region, entry));
    LargeValue value = database.large(entry).frozen();
    return new FrozenValue(number, key, kind, value, Entry.expireAt(region, entry));
  }
}
