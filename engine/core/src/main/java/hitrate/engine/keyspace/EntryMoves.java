package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;

/// Whole entries on their way to another key, of the same database or another one of the keyspace:
/// COPY, RENAME, MOVE. A large value is copied as an object, and moved without copying anything of
/// it.
public final class EntryMoves {
  private EntryMoves() {}

  /// Stores a copy of an entry of any database of the keyspace under a key, in place of what was
  /// there, with its expiry. The entry must not be the key's own.
  public static void copy(long source, Database to, Key key) {
    to.delete(key);
    Region region = to.region();
    int kind = Entry.kind(region, source);
    int length = Entry.valueLength(region, source);
    long entry = to.insert(key, kind, length, Entry.expireAt(region, source));
    long valueAt = Entry.valueAt(region, entry);
    region.move(Entry.valueAt(region, source), valueAt, length);
    if (Kind.isLarge(kind)) {
      region.putLong(valueAt, to.largeValues().add(to.large(source).copy()));
    }
    if (Kind.mayTimeFields(kind)) {
      to.fields().note(to, key, entry);
    }
  }

  /// Moves what a key has to another key, in place of what was there. The keys must differ, or
  /// their databases.
  public static void move(Database from, Key old, Database to, Key key) {
    to.delete(key);
    Region region = from.region();
    long source = from.find(old);
    int mark = Entry.mark(region, source);
    int kind = Entry.kind(region, source);
    if (Kind.isLarge(kind)) {
      byte[] handle = Entry.value(region, source);
      to.put(key, kind, handle, 0, handle.length, Entry.expireAt(region, source));
      from.vacate(old);
    } else {
      copy(source, to, key);
      from.delete(old, LazyFreeing.Cause.EMPTIED);
    }
    Entry.setMark(region, to.find(key), mark); // it is the same value as before
  }
}
