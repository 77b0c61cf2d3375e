package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.memory.Slab;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.world.Entropy;
import java.util.Collection;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One numbered database: keys with their values and expiry times.
///
/// Entries are named by their address (see [Entry]), 0 meaning "no such key". An address is good
/// until the next call that writes: writing may move an entry.
public final class Database {
  /// What a key counts for its place in the index; a nearly empty table is nobody's.
  private static final long MOST_INDEX_BYTES = 16;

  private final int index;
  private final Keyspace keyspace;
  private final Slab slab;
  private final Region region;
  private final SnapshotWalk walk;
  private @Nullable EntryTable table;
  private long expiringKeys;
  private ExpirySweep sweep = new ExpirySweep();
  private FieldExpiry fields;

  Database(int index, Keyspace keyspace, Slab slab) {
    this.index = index;
    this.keyspace = keyspace;
    this.slab = slab;
    this.region = slab.region();
    this.walk = keyspace.snapshots();
    this.fields = new FieldExpiry(keyspace);
  }

  /// The number that SELECT takes.
  public int index() {
    return index;
  }

  public Region region() {
    return region;
  }

  /// How many keys there are, expired ones that nobody has met yet included.
  public long size() {
    return table == null ? 0 : table.size();
  }

  /// How many keys have an expiry time.
  public long expiringKeys() {
    return expiringKeys;
  }

  /// The mean time that expiring keys have left, in milliseconds, estimated by the sweep that
  /// removes expired ones; 0 when nothing is known.
  public long averageTimeToLive() {
    return expiringKeys == 0 ? 0 : sweep.averageTimeToLive();
  }

  /// The key's entry, or 0; a key whose time has come is removed. Counts nothing: for commands that
  /// look without reading.
  public long find(Key key) {
    return find(key, false);
  }

  private long find(Key key, boolean toRead) {
    long entry = table == null ? 0 : table.find(key);
    if (entry == 0 || !isExpired(entry)) {
      return entry;
    }
    if (toRead ? keyspace.removesWhatReadersMeet() : !keyspace.isExpiryPaused()) {
      removeFound(entry, LazyFreeing.Cause.EXPIRY);
      keyspace.expired(index, key.copy());
    }
    return 0;
  }

  /// The key's entry, or 0; an expired key is found too, and stays.
  public long findEvenExpired(Key key) {
    return table == null ? 0 : table.find(key);
  }

  /// The key's entry for reading, or 0: counts a hit or a miss and notes the access.
  public long read(Key key) {
    long entry = find(key, true);
    if (entry == 0) {
      keyspace.countMiss(index, key);
    } else {
      touch(entry);
      keyspace.countHit(index, key);
    }
    return entry;
  }

  /// The key's entry for reading facts about it, or 0: counts a hit or a miss without noting an
  /// access.
  public long peek(Key key) {
    long entry = find(key, true);
    if (entry == 0) {
      keyspace.countMiss(index, key);
    } else {
      keyspace.countHit(index, key);
    }
    return entry;
  }

  /// The same, but nobody is told when the key is not there.
  public long peekQuietly(Key key) {
    long entry = find(key, true);
    if (entry == 0) {
      keyspace.countMissQuietly();
    } else {
      keyspace.countHit(index, key);
    }
    return entry;
  }

  /// The key's entry for changing it, or 0: notes the access.
  public long modify(Key key) {
    long entry = find(key);
    if (entry != 0) {
      beforeChange(entry);
      touch(entry);
    }
    return entry;
  }

  /// To be called before the value of an entry changes in place, be it in the slab or a large one.
  /// An entry from [#modify], or one that this class has just written, needs no further call.
  public void beforeChange(long entry) {
    walk.beforeChange(table(), entry);
  }

  private void touch(long entry) {
    int before = Entry.mark(region, entry);
    int mark = keyspace.marks().used(before);
    if (mark != before) { // usually writes once a second, not at each read
      Entry.setMark(region, entry, mark);
    }
  }

  /// Stores a whole value under `key`, replacing what was there together with its expiry.
  ///
  /// @param expireAt milliseconds since 1970, or [Entry#NO_EXPIRY]
  public void put(Key key, int kind, byte[] value, int offset, int length, long expireAt) {
    put(key, find(key), kind, value, offset, length, expireAt, true);
  }

  /// The same for a command that has noted its use of the key already ([#modify]).
  public void replace(Key key, int kind, byte[] value, int offset, int length, long expireAt) {
    put(key, find(key), kind, value, offset, length, expireAt, false);
  }

  private void put(
      Key key,
      long old,
      int kind,
      byte[] value,
      int offset,
      int length,
      long expireAt,
      boolean isUse) {
    EntryTable entries = table();
    boolean expires = expireAt != Entry.NO_EXPIRY;
    boolean hadFieldTimes = old != 0 && fields.mayKnow(region, old);
    if (expires && keyspace.notesTimes() && expireAt != expiryOf(old)) {
      keyspace.localTimes().note(index, key);
    }
    long size = Entry.size(key.length(), length, expires);
    long entry = old;
    int mark;
    if (old == 0) {
      mark = keyspace.marks().fresh();
      entry = slab.allocate(size);
      add(entries, key, entry, kind, expires);
    } else {
      mark = Entry.mark(region, old);
      mark = isUse ? keyspace.marks().replaced(mark) : mark;
      entry = makeRoom(entries, old, kind, size, expires);
    }
    boolean keyIsThere =
        entry == old && Entry.keyStays(region, entry, key.length(), length, expires);
    Entry.writeHeader(region, entry, kind, walk.round(), mark, key.length(), length, expireAt);
    long keyAt = Entry.keyAt(region, entry);
    if (!keyIsThere) {
      region.write(keyAt, key.array(), key.offset(), key.length());
    }
    region.write(keyAt + key.length(), value, offset, length);
    if (hadFieldTimes || Kind.mayTimeFields(kind)) {
      fields.note(this, key, entry);
    }
  }

  /// Stores a packed value under `key`, in place of what was there; the expiry stays.
  public void putPacked(Key key, int kind, byte[] value, int length) {
    long old = find(key);
    put(key, old, kind, value, 0, length, expiryOf(old), false);
  }

  /// Stores a large value under `key`, in place of what was there; the expiry stays.
  public void putLarge(Key key, int kind, LargeValue value) {
    putLarge(key, kind, value, expiryOf(find(key)));
  }

  /// Stores a large value under `key`, replacing what was there together with its expiry.
  ///
  /// @param expireAt milliseconds since 1970, or [Entry#NO_EXPIRY]
  public void putLarge(Key key, int kind, LargeValue value, long expireAt) {
    byte[] handle = LargeValues.bytesOf(keyspace.largeValues().add(value));
    replace(key, kind, handle, 0, handle.length, expireAt);
  }

  private long expiryOf(long entry) {
    return entry == 0 ? Entry.NO_EXPIRY : Entry.expireAt(region, entry);
  }

  /// The large value of an entry whose kind says that it has one.
  public LargeValue large(long entry) {
    return keyspace.largeValues().get(handle(entry));
  }

  /// The large values of all databases.
  LargeValues largeValues() {
    return keyspace.largeValues();
  }

  /// Counts the bytes of an entry's large value anew: to be called after each change of it.
  public void largeChanged(long entry) {
    if (walk.isWaiting(entry)) {
      throw new IllegalStateException("changed before it was in the image that is being taken");
    }
    keyspace.largeValues().changed(handle(entry));
  }

  private long handle(long entry) {
    return region.getLong(Entry.valueAt(region, entry));
  }

  private void drop(long entry, LazyFreeing.Cause cause) {
    int kind = Entry.kind(region, entry);
    keyspace.leaving(index, kind, entry);
    if (Kind.isLarge(kind)) {
      keyspace.lazyFreeing().leaving(large(entry).parts(), cause);
      keyspace.largeValues().remove(handle(entry));
    } else if (kind == Kind.SET_PACKED) {
      keyspace.lazyFreeing().leavingPacked(region, entry, cause);
    }
  }

  /// A new entry for a key that has none: all but its value is written.
  long insert(Key key, int kind, int length, long expireAt) {
    boolean expires = expireAt != Entry.NO_EXPIRY;
    if (expires && keyspace.notesTimes()) {
      keyspace.localTimes().note(index, key);
    }
    long entry = slab.allocate(Entry.size(key.length(), length, expires));
    add(table(), key, entry, kind, expires);
    int mark = keyspace.marks().fresh();
    Entry.writeHeader(region, entry, kind, walk.round(), mark, key.length(), length, expireAt);
    region.write(Entry.keyAt(region, entry), key.array(), key.offset(), key.length());
    return entry;
  }

  /// Removes a key whose large value has another one now.
  void vacate(Key key) {
    long left = find(key);
    keyspace.leaving(index, Entry.kind(region, left), left);
    fields.forget(region, left);
    table().removeFound();
    free(left);
  }

  /// Says how long ago an entry was used last.
  public void setIdle(long entry, long seconds) {
    if (!keyspace.marks().countsUses()) {
      Entry.setMark(region, entry, keyspace.marks().idleFor(seconds));
    }
  }

  /// Says how often an entry was used, 0 to 255 on the scale of [AccessMarks].
  public void setUses(long entry, int uses) {
    if (keyspace.marks().countsUses()) {
      Entry.setMark(region, entry, keyspace.marks().usedSo(uses));
    }
  }

  private void add(EntryTable entries, Key key, long entry, int kind, boolean expires) {
    entries.insert(key.hash(), entry, expires);
    expiringKeys += expires ? 1 : 0;
    keyspace.created(index, kind, key);
  }

  /// Gives the string found last for `key` a new length, keeping its expiry and the bytes that both
  /// lengths share; new bytes are zero. Answers the entry, which may have moved.
  public long resize(Key key, long found, int kind, int length) {
    int before = Entry.valueLength(region, found);
    long expireAt = Entry.expireAt(region, found);
    int kept = Math.min(before, length);
    return rewrite(key, found, kind, length, expireAt, kept);
  }

  /// Sets or clears the expiry time of an entry that was just found for `key`.
  public void setExpiry(Key key, long found, long expireAt) {
    boolean had = Entry.expires(region, found);
    boolean has = expireAt != Entry.NO_EXPIRY;
    if (has && keyspace.notesTimes()) {
      keyspace.localTimes().note(index, key);
    }
    if (had && has) {
      beforeChange(found);
      Entry.setExpireAt(region, found, expireAt);
    } else if (had || has) {
      int length = Entry.valueLength(region, found);
      rewrite(key, found, Entry.kind(region, found), length, expireAt, length);
    }
  }

  private long rewrite(Key key, long found, int kind, int length, long expireAt, int kept) {
    EntryTable entries = table();
    boolean expires = expireAt != Entry.NO_EXPIRY;
    long from = Entry.valueAt(region, found);
    long size = Entry.size(key.length(), length, expires);
    long target = size - length; // the value's place within the new entry
    long old = entries.find(key);
    int mark = Entry.mark(region, old);
    long oldSize = Entry.size(region, old);
    long entry = old;
    if (slab.fitsInPlace(old, oldSize, size)) {
      slab.resizeInPlace(oldSize, size);
      countExpiry(Entry.expires(region, old), expires);
      entries.replaceFound(old, expires);
      region.move(from, old + target, kept);
    } else {
      entry = slab.allocateGrowable(size);
      // portable memory may have moved in allocate: addresses are offsets and stay good
      region.move(from, entry + target, kept);
      countExpiry(Entry.expires(region, old), expires);
      entries.replaceFound(entry, expires);
      slab.free(old, oldSize);
    }
    if (length > kept) {
      region.fill(entry + target + kept, length - kept, (byte) 0);
    }
    Entry.writeHeader(region, entry, kind, walk.round(), mark, key.length(), length, expireAt);
    region.write(Entry.keyAt(region, entry), key.array(), key.offset(), key.length());
    return entry;
  }

  /// A place of `size` bytes for the found key: the old one where it fits, else a fresh one.
  private long makeRoom(EntryTable entries, long old, int kind, long size, boolean expires) {
    long oldSize = Entry.size(region, old);
    countExpiry(Entry.expires(region, old), expires);
    boolean stays = slab.fitsInPlace(old, oldSize, size);
    long entry = stays ? old : slab.allocate(size);
    entries.replaceFound(entry, expires);
    boolean isChange = Kind.isSet(kind) && Entry.kind(region, old) == Kind.SET_PACKED;
    drop(old, isChange ? LazyFreeing.Cause.EMPTIED : LazyFreeing.Cause.COMMAND);
    if (stays) {
      slab.resizeInPlace(oldSize, size);
    } else {
      slab.free(old, oldSize);
    }
    return entry;
  }

  /// One key more or less has an expiry time, or none.
  void countExpiry(boolean before, boolean after) {
    expiringKeys += (after ? 1 : 0) - (before ? 1 : 0);
  }

  /// Changes only how the string found is said to be encoded.
  public void setKind(long found, int kind) {
    beforeChange(found);
    Entry.setKind(region, found, kind);
  }

  /// Removes a key; false when there is none.
  public boolean delete(Key key) {
    return delete(key, LazyFreeing.Cause.COMMAND);
  }

  /// The same for another reason.
  public boolean delete(Key key, LazyFreeing.Cause cause) {
    long entry = find(key);
    if (entry != 0) {
      removeFound(entry, cause);
    }
    return entry != 0;
  }

  /// The same for a key whose time may have come without anybody noticing: it counts as there.
  public boolean deleteEvenExpired(Key key) {
    long entry = findEvenExpired(key);
    if (entry != 0) {
      removeFound(entry, LazyFreeing.Cause.COMMAND);
    }
    return entry != 0;
  }

  private void removeFound(long entry, LazyFreeing.Cause cause) {
    fields.forget(region, entry);
    table().removeFound();
    drop(entry, cause);
    free(entry);
  }

  private void free(long entry) {
    expiringKeys -= Entry.expires(region, entry) ? 1 : 0;
    slab.free(entry, Entry.size(region, entry));
  }

  /// Exchanges all keys with another database.
  public void swap(Database other) {
    keyspace.swapping(this, other);
    EntryTable ourTable = table;
    table = other.table;
    other.table = ourTable;
    long ourExpiringKeys = expiringKeys;
    expiringKeys = other.expiringKeys;
    other.expiringKeys = ourExpiringKeys;
    ExpirySweep ourSweep = sweep;
    sweep = other.sweep;
    other.sweep = ourSweep;
    FieldExpiry ourFields = fields;
    fields = other.fields;
    other.fields = ourFields;
    sweep.restart();
    other.sweep.restart();
  }

  /// Removes all keys at once. Their memory comes back little by little where they are many, see
  /// [Keyspace#tidy].
  public void clear() {
    keyspace.emptying(this);
    EntryTable cleared = forget();
    if (cleared != null) {
      keyspace.giveBack(cleared);
    }
    keyspace.flushed();
  }

  /// Adds the table to those that a walk is to visit.
  void addTo(Collection<EntryTable> tables) {
    if (table != null) {
      table.beginImage(index);
      tables.add(table);
    }
  }

  /// Drops the table without freeing anything; answers it, or null when there was none.
  @Nullable EntryTable forget() {
    EntryTable dropped = table;
    table = null;
    expiringKeys = 0;
    sweep = new ExpirySweep();
    fields.clear();
    return dropped;
  }

  /// One step of upkeep, see [EntryTable#tend]; answers the prefix for the next.
  long tend(long prefix) {
    return table == null ? EntryTable.PREFIX_END : table.tend(prefix);
  }

  /// True when the table has grown too large for its keys.
  boolean isThin() {
    return table != null && table.isThin();
  }

  /// True when the entry's time is over: at its deadline it is still there, as in the real server.
  public boolean isExpired(long entry) {
    return Entry.expires(region, entry) && keyspace.isOver(Entry.expireAt(region, entry));
  }

  /// Looks at the keys of one segment of the table and removes those whose time has come. Answers
  /// how many; the next call goes on behind it.
  int sweepExpired() {
    return table == null || expiringKeys == 0 ? 0 : sweep.step(this, table, keyspace);
  }

  /// The hashes whose fields expire.
  public FieldExpiry fields() {
    return fields;
  }

  /// Segments that a full sweep of the table visits.
  int sweepsForAll() {
    return table == null ? 0 : table.segments();
  }

  /// Calls `action` with every entry, expired ones included.
  public void forEach(LongConsumer action) {
    if (table != null) {
      table.forEach(action);
    }
  }

  /// One step of SCAN: visits the entries at `position` and answers the next one, 0 at the end.
  public long scan(long position, LongConsumer action) {
    return table == null ? 0 : table.scan(position, action);
  }

  /// A random entry that has not expired, or 0 when there is none.
  public long random() {
    var key = new Key();
    for (int i = 0; table != null && (i < 100 || !keyspace.isExpiryPaused()); i++) {
      long entry = table.random(keyspace.entropy());
      if (entry == 0 || !isExpired(entry)) {
        return entry;
      }
      byte[] bytes = Entry.key(region, entry);
      find(key.point(bytes, 0, bytes.length, keyspace.hash()));
    }
    return 0;
  }

  /// Some entries for eviction to choose from, see [EntryTable#sample]; answers how many.
  int sample(Entropy entropy, int count, boolean expiringOnly, long[] into) {
    return table == null || expiringOnly && expiringKeys == 0
        ? 0
        : table.sample(entropy.nextLong(), count, expiringOnly, into);
  }

  /// Removes an entry to make room.
  void evict(long entry) {
    Key key = Key.of(keyOf(entry), keyspace.hash());
    if (find(key) != 0) {
      removeFound(entry, LazyFreeing.Cause.EVICTION);
      keyspace.evicted(index, key.copy());
    }
  }

  /// A copy of the entry's key.
  public Bytes keyOf(long entry) {
    return Bytes.wrap(Entry.key(region, entry));
  }

  /// First pass of a batch, see [EntryTable#homeSlot]; 0 while there are no keys.
  public long homeSlot(long hash) {
    return table == null ? 0 : table.homeSlot(hash);
  }

  /// Second pass of a batch, see [EntryTable#candidate].
  public long candidate(Key key) {
    return table == null ? 0 : table.candidate(key);
  }

  /// All bytes that a key takes: its entry, a large value, and its share of the index.
  public long bytesOf(long entry) {
    long large = Kind.isLarge(Entry.kind(region, entry)) ? large(entry).bytes() : 0;
    long share = Math.min(indexBytes() / Math.max(size(), 1), MOST_INDEX_BYTES);
    return slab.sizeOf(entry, Entry.size(region, entry)) + large + share;
  }

  /// Bytes of the hash index.
  public long indexBytes() {
    return table == null ? 0 : table.indexBytes();
  }

  private EntryTable table() {
    return table(0);
  }

  /// The table, made large enough for so many keys if there is none yet.
  EntryTable table(long keys) {
    EntryTable current = table;
    if (current == null) {
      current = new EntryTable(slab, keyspace.hash(), keyspace.largeValues(), walk, keys);
      table = current;
    }
    return current;
  }
}
