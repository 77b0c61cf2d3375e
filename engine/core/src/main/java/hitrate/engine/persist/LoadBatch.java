package hitrate.engine.persist;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyLoader;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.struct.LargeValue;

/// Keys on their way from a file into a database. They go in several at a time: first their places
/// in the index are read in one loop, so that the processor waits for the memory of all of them at
/// once. Of a million short strings, 60% of the time of loading was that wait.
final class LoadBatch {
  /// What of a key's use is not known.
  static final int NOT_GIVEN = -1;

  private static final int MOST = 32;
  private static final int ROOM = 1 << 15;

  private final Keyspace keyspace;
  private final boolean replaces;
  private final byte[] room = new byte[ROOM];
  private final Key[] keys = new Key[MOST];
  private final int[] kinds = new int[MOST];
  private final int[] starts = new int[MOST]; // of the values
  private final int[] lengths = new int[MOST];
  private final long[] expiries = new long[MOST];
  private final long[] idle = new long[MOST];
  private final int[] uses = new int[MOST];
  private final long[] slots = new long[MOST];
  private Database database;
  private KeyLoader loader;
  private int count;
  private int used;
  private long loaded;

  /// @param first where keys go until [#enter] says otherwise
  /// @param replaces whether a key that is there already gives way; else it is a fault of the file
  LoadBatch(Keyspace keyspace, Database first, boolean replaces) {
    this.keyspace = keyspace;
    this.replaces = replaces;
    this.database = first;
    this.loader = new KeyLoader(keyspace, database);
    for (int i = 0; i < MOST; i++) {
      keys[i] = new Key();
    }
  }

  /// How many keys have gone in.
  long loaded() {
    return loaded;
  }

  /// Makes room for so many keys that are about to come.
  void expect(long keys) {
    loader.expect(keys);
  }

  /// Chooses where the following keys go.
  void enter(Database next) throws LoadError {
    flush();
    database = next;
    loader = new KeyLoader(keyspace, next);
  }

  /// Takes a key whose value goes into its entry.
  void add(
      Key key,
      int kind,
      byte[] value,
      int from,
      int length,
      long expireAt,
      long idleSeconds,
      int useCount)
      throws LoadError {
    int size = key.length() + length;
    if (count == MOST || size > ROOM - used) {
      flush();
    }
    if (size > ROOM) {
      makeWay(key);
      done(key, loader.load(key, kind, value, from, length, expireAt), idleSeconds, useCount);
      return;
    }
    System.arraycopy(key.array(), key.offset(), room, used, key.length());
    keys[count].point(room, used, key);
    used += key.length();
    System.arraycopy(value, from, room, used, length);
    kinds[count] = kind;
    starts[count] = used;
    lengths[count] = length;
    expiries[count] = expireAt;
    idle[count] = idleSeconds;
    uses[count++] = useCount;
    used += length;
  }

  /// Takes a key with a large value.
  void addLarge(Key key, int kind, LargeValue value, long expireAt, long idleSeconds, int useCount)
      throws LoadError {
    if (replaces) {
      flush(); // the last of a name is to stay
    }
    makeWay(key);
    done(key, loader.loadLarge(key, kind, value, expireAt), idleSeconds, useCount);
  }

  /// Has all keys go in that were kept back.
  void flush() throws LoadError {
    for (int i = 0; i < count; i++) {
      slots[i] = database.homeSlot(keys[i].hash());
    }
    database.region().touch(slots, count);
    for (int i = 0; i < count; i++) {
      load(i);
    }
    count = 0;
    used = 0;
  }

  private void load(int i) throws LoadError {
    makeWay(keys[i]);
    boolean isNew = loader.load(keys[i], kinds[i], room, starts[i], lengths[i], expiries[i]);
    done(keys[i], isNew, idle[i], uses[i]);
  }

  private void makeWay(Key key) {
    if (replaces && database.findEvenExpired(key) != 0) {
      database.delete(key);
    }
  }

  private void done(Key key, boolean isNew, long idleSeconds, int useCount) throws LoadError {
    if (!isNew) {
      throw new LoadError(
          "RDB has duplicated key '%s' in DB %d".formatted(key, database.index()),
          "Duplicated key found in RDB file");
    }
    loaded++;
    if (idleSeconds != NOT_GIVEN) {
      database.setIdle(database.findEvenExpired(key), idleSeconds);
    }
    if (useCount != NOT_GIVEN) {
      database.setUses(database.findEvenExpired(key), useCount);
    }
  }
}
