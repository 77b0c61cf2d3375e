package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.memory.Slab;
import hitrate.engine.world.Entropy;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// All keys of one node: its numbered databases over one slab, the time that commands see, and the
/// counts of hits, misses and expiries. Owned by the node's thread.
public final class Keyspace implements AutoCloseable {
  /// Is told of what goes without a command asking for it.
  public interface RemovalSink {
    /// A key, or only those fields of a hash where any are named.
    void removed(int database, Bytes key, List<Bytes> fields);
  }

  private final Slab slab;
  private final KeyHash hash;
  private final LazyFreeing lazyFreeing = new LazyFreeing();
  private final Entropy entropy;
  private final Database[] databases;
  private final Upkeep upkeep;
  private final SnapshotWalk walk;
  private final LargeValues largeValues = new LargeValues();
  private @Nullable KeyspaceListener listener;
  private @Nullable RemovalSink removals;
  private boolean expiryPaused;
  private @Nullable KeyspaceObserver observer;
  private boolean heard; // by a listener or the observer
  private boolean watchReads;
  private final AccessMarks marks;
  private final Eviction eviction;
  private long now;
  private long hits;
  private long misses;
  private long expired;
  private long evicted;
  private long expiredFields;
  private long fieldTimesBytes;
  private boolean fieldsFirst;
  private boolean activeExpiry = true;
  private boolean keepsExpired;
  private boolean follows;
  private boolean notesTimes;
  private final LocalTimes localTimes = new LocalTimes();
  private int sweepDatabase;
  private @Nullable SpareDatabases spare;

  /// @param databaseCount how many databases SELECT may choose from, at least 1
  public Keyspace(int databaseCount, Region region, Entropy entropy) {
    this.slab = new Slab(region);
    this.walk = new SnapshotWalk(this, region);
    this.hash = new KeyHash(entropy.nextLong());
    this.entropy = entropy;
    this.databases = new Database[databaseCount];
    for (int i = 0; i < databaseCount; i++) {
      databases[i] = new Database(i, this, slab);
    }
    this.upkeep = new Upkeep(databases, slab, walk);
    this.marks = new AccessMarks(entropy);
    this.eviction = new Eviction(this);
  }

  public int databaseCount() {
    return databases.length;
  }

  public boolean hasDatabase(int index) {
    return index >= 0 && index < databases.length;
  }

  /// @throws ArrayIndexOutOfBoundsException when there is no such database
  public Database database(int index) {
    return databases[index];
  }

  public KeyHash hash() {
    return hash;
  }

  public Entropy entropy() {
    return entropy;
  }

  LargeValues largeValues() {
    return largeValues;
  }

  /// Bytes that large values take on the heap.
  public long largeValueBytes() {
    return largeValues.bytes();
  }

  /// The allocator, for reports on memory.
  public Slab slab() {
    return slab;
  }

  /// Takes images of all keys as they are at one moment.
  public SnapshotWalk snapshots() {
    return walk;
  }

  /// The memory that all entries are in.
  public Region region() {
    return slab.region();
  }

  /// The time in milliseconds since 1970, fixed while a command runs.
  public long now() {
    return now;
  }

  /// Sets the time that commands see from here on.
  public void setNow(long millis) {
    now = millis;
    marks.setNow(millis);
  }

  /// What entries note of their use.
  public AccessMarks marks() {
    return marks;
  }

  /// Removes keys when the memory is full.
  public Eviction eviction() {
    return eviction;
  }

  /// Bytes of all entries, of large values and of what is known of expiring fields.
  public long usedBytes() {
    return slab.usedBytes() + largeValues.bytes() + fieldTimesBytes;
  }

  /// Tells `newListener` what happens to keys from here on, reads too only if asked: they are many.
  public void listen(@Nullable KeyspaceListener newListener, boolean readsToo) {
    listener = newListener;
    watchReads = newListener != null && readsToo;
    heard = listener != null || observer != null;
  }

  /// Tells `newObserver` of changes from here on, or nobody.
  public void observe(@Nullable KeyspaceObserver newObserver) {
    observer = newObserver;
    heard = listener != null || observer != null;
  }

  /// Tells `sink` of every key and field that goes without a command asking for it, or nobody.
  public void recordRemovals(@Nullable RemovalSink sink) {
    removals = sink;
  }

  /// While this is on, keys whose time has come are no longer seen but stay, so that nothing
  /// changes.
  public void pauseExpiry(boolean on) {
    expiryPaused = on;
  }

  boolean isExpiryPaused() {
    return expiryPaused || follows;
  }

  /// False also while a client changes keys of a node that follows another one: even a command that
  /// writes removes no key there that it only reads.
  public boolean removesWhatReadersMeet() {
    return !isExpiryPaused() && !notesTimes;
  }

  /// While this is on the keys are those of another node, which says when one of them goes: one
  /// whose time has come is not seen, but stays.
  public void follow(boolean on) {
    follows = on;
    notesTimes = false;
  }

  /// A client changes keys of a node that follows another one: what it meets of keys whose time has
  /// come goes as everywhere, and the times that it sets are the node's own matter.
  public void changeLocally() {
    follows = false;
    notesTimes = true;
  }

  /// The node follows nobody any more: all times are its own matter.
  public void lead() {
    follow(false);
    localTimes.clear();
  }

  boolean notesTimes() {
    return notesTimes;
  }

  LocalTimes localTimes() {
    return localTimes;
  }

  /// How many keys have a time that was set here while the node followed another one.
  public int keysWithLocalTimes() {
    return localTimes.size();
  }

  /// True when a key that is to expire at this time need not be kept at all: a command that sets
  /// such a time deletes the key.
  public boolean isDue(long expireAt) {
    return expireAt <= now && !keepsExpired && !follows && !notesTimes;
  }

  /// True when a key or field that expires at this time is gone: it lives through its last
  /// millisecond.
  public boolean isOver(long expireAt) {
    return expireAt < now && !keepsExpired;
  }

  /// While this is on no key expires, whatever its time. Whoever replays effects needs that: the
  /// removal of an expired key is an effect itself, and commands before it saw the key alive.
  public void keepExpired(boolean on) {
    keepsExpired = on;
  }

  /// True when somebody listens, so that an event's key is worth copying.
  public boolean hasListener() {
    return listener != null;
  }

  /// Reports what a command did to a key.
  public void changed(int database, String event, Key key) {
    if (heard) {
      report(database, event, key);
    }
  }

  /// Reports what a command did to a key, to those who listen for events alone.
  public void announced(int database, String event, Key key) {
    if (observer != null) {
      observer.announced(database, event, key);
    }
    if (listener != null) {
      listener.changed(database, event, key.copy());
    }
  }

  /// Reports that a key has come into being.
  void created(int database, int kind, Key key) {
    if (heard) {
      if (observer != null) {
        observer.created(database, kind, key);
      }
      report(database, "new", key);
    }
  }

  /// Tells that a value is about to leave the key of an entry.
  void leaving(int database, int kind, long entry) {
    if (observer != null && Kind.isStream(kind)) {
      observer.streamLeaves(database, Key.of(Bytes.wrap(Entry.key(region(), entry)), hash));
    }
  }

  private void report(int database, String event, Key key) {
    if (observer != null) {
      observer.changed(database, event, key);
    }
    if (listener != null) {
      listener.changed(database, event, key.copy());
    }
  }

  void countHit(int database, Key key) {
    hits++;
    if (watchReads && listener != null) {
      listener.hit(database, key.copy());
    }
  }

  void countMissQuietly() {
    misses++;
  }

  void countMiss(int database, Key key) {
    misses++;
    if (observer != null) {
      observer.missed(database, key);
    }
    if (watchReads && listener != null) {
      listener.missed(database, key.copy());
    }
  }

  void expired(int database, Bytes key) {
    expired++;
    if (removals != null) {
      removals.removed(database, key, List.of());
    }
    if (observer != null) {
      observer.changed(database, "expired", Key.of(key, hash));
    }
    if (listener != null) {
      listener.expired(database, key);
    }
  }

  /// Fields of a hash were removed because their time had come, perhaps the last ones.
  void fieldsExpired(int database, Key key, List<Bytes> fields, boolean isLast) {
    expiredFields += fields.size();
    if (removals != null) {
      removals.removed(database, key.copy(), fields);
    }
    changed(database, "hexpired", key);
    if (isLast) {
      changed(database, "del", key);
    }
  }

  /// What is known of expiring fields takes so many bytes more.
  void countFieldTimes(long bytes) {
    fieldTimesBytes += bytes;
  }

  void evicted(int database, Bytes key) {
    evicted++;
    if (removals != null) {
      removals.removed(database, key, List.of());
    }
    if (observer != null) {
      observer.changed(database, "evicted", Key.of(key, hash));
    }
    if (listener != null) {
      listener.evicted(database, key);
    }
  }

  public long hits() {
    return hits;
  }

  public long misses() {
    return misses;
  }

  /// Keys removed because their time had come.
  public long expiredKeys() {
    return expired;
  }

  /// Fields of hashes removed because their time had come.
  public long expiredFields() {
    return expiredFields;
  }

  /// Keys removed to make room.
  public long evictedKeys() {
    return evicted;
  }

  /// What goes lazily.
  public LazyFreeing lazyFreeing() {
    return lazyFreeing;
  }

  /// Sets hits, misses, expiries, evictions and what went lazily back to 0.
  public void resetCounts() {
    lazyFreeing.reset();
    evicted = 0;
    expiredFields = 0;
    hits = 0;
    misses = 0;
    expired = 0;
  }

  /// Keys in all databases.
  public long size() {
    long sum = 0;
    for (Database database : databases) {
      sum += database.size();
    }
    return sum;
  }

  /// Turns the removal of expired keys and fields by [#sweepExpired] on or off.
  public void setActiveExpiry(boolean on) {
    activeExpiry = on;
  }

  /// Removes keys and fields whose time has come until `mayGoOn` says no or none is left: turn by
  /// turn keys first and fields first, so that neither waits for the other for good.
  public void sweepExpired(BooleanSupplier mayGoOn) {
    if (!activeExpiry || keepsExpired || follows) {
      return;
    }
    fieldsFirst = !fieldsFirst;
    boolean more = !fieldsFirst || sweepFields(mayGoOn);
    if (more && sweepKeys(mayGoOn) && !fieldsFirst) {
      sweepFields(mayGoOn);
    }
  }

  /// The same on a node that follows another one: only keys go whose time was set here.
  public void sweepLocalTimes(BooleanSupplier mayGoOn) {
    if (activeExpiry && !keepsExpired) {
      follow(false);
      localTimes.sweep(this, mayGoOn);
      follow(true);
    }
  }

  private boolean sweepFields(BooleanSupplier mayGoOn) {
    for (Database database : databases) {
      if (!database.fields().sweep(database, mayGoOn)) {
        return false;
      }
    }
    return true;
  }

  /// Goes over the keys segment by segment, over all databases at most once.
  private boolean sweepKeys(BooleanSupplier mayGoOn) {
    for (int i = 0; i < databases.length; i++) {
      Database database = databases[sweepDatabase];
      for (int left = database.expiringKeys() == 0 ? 0 : database.sweepsForAll();
          left > 0;
          left--) {
        database.sweepExpired();
        if (!mayGoOn.getAsBoolean()) {
          return false;
        }
      }
      sweepDatabase = (sweepDatabase + 1) % databases.length;
    }
    return true;
  }

  /// Makes a second set of databases, see [SpareDatabases].
  public SpareDatabases spareDatabases() {
    if (spare != null) {
      throw new IllegalStateException("there is a second set already");
    }
    var made = new SpareDatabases(this);
    spare = made;
    return made;
  }

  /// The second set is there no longer; these are the tables that it had.
  void endSpare(List<EntryTable> dropped) {
    spare = null;
    dropped.forEach(upkeep::giveBack);
    if (size() == 0) {
      forgetAll();
    }
  }

  /// Removes all keys of all databases, in time that does not grow with the keys.
  public void clear() {
    localTimes.clear();
    forgetAll();
    flushed();
  }

  private void forgetAll() {
    for (Database database : databases) {
      emptying(database);
      EntryTable dropped = database.forget();
      if (dropped != null) {
        upkeep.giveBack(dropped);
      }
    }
    if (walk.isRunning() || spare != null) {
      return; // the entries are still to be in the image, or there are others
    }
    walk.forgetAll();
    upkeep.forgetAll();
    slab.reset();
    largeValues.clear();
  }

  void emptying(Database database) {
    if (observer != null) {
      observer.emptying(database);
    }
  }

  void flushed() {
    if (observer != null) {
      observer.flushed();
    }
  }

  void swapping(Database one, Database other) {
    if (observer != null) {
      observer.swapping(one, other);
    }
  }

  /// Takes over a table that a database has dropped.
  void giveBack(EntryTable dropped) {
    upkeep.giveBack(dropped);
    if (size() == 0) {
      forgetAll();
    }
  }

  /// Frees some keys of emptied databases; false when there are none left.
  boolean releaseSome() {
    return upkeep.releaseSome(true);
  }

  /// Keys that are gone but whose memory has not come back yet.
  public long pendingKeys() {
    return upkeep.pendingKeys();
  }

  /// Brings memory back, step by step until `mayGoOn` says no or nothing is left to do: see
  /// [Upkeep].
  public void tidy(BooleanSupplier mayGoOn) {
    upkeep.run(mayGoOn);
  }

  @Override
  public void close() {
    slab.close();
  }
}
