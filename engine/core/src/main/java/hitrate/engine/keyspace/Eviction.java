package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.EvictionPolicy.Order;
import hitrate.engine.memory.Region;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Removes keys while more memory is in use than `maxmemory` allows.
///
/// No list of all keys by their last use is kept, as that would cost each key two pointers and each
/// read three writes. Instead a few keys are looked at in each database (`maxmemory-samples`), the
/// best of all that were looked at so far wait in a pool ([VictimPool]), and the best of the pool
/// goes. One whose key has been used while it waited is passed over.
public final class Eviction {
  /// How an attempt to make room ended.
  public enum Outcome {
    /// There is room.
    DONE,
    /// There is none yet, but time was up.
    UNFINISHED,
    /// There is none, and no key that might go.
    FAILED
  }

  private static final int MOST_SAMPLES = 64;

  /// Keys removed between two looks at the time.
  private static final int KEYS_PER_LOOK = 16;

  private final Keyspace keyspace;
  private final VictimPool pool = new VictimPool();
  private final long[] sample = new long[MOST_SAMPLES];
  private LongSupplier otherBytes = () -> 0;
  private long limit;
  private EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private int samples = 5;
  private int nextDatabase;
  private boolean wasFull;
  private Outcome last = Outcome.DONE;

  Eviction(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// The most bytes that may be in use; 0 for any number (`maxmemory`).
  public void limit(long bytes) {
    limit = bytes;
  }

  public long limit() {
    return limit;
  }

  /// Which keys go first.
  public EvictionPolicy policy() {
    return policy;
  }

  /// Which keys go first (`maxmemory-policy`).
  public void policy(EvictionPolicy newPolicy) {
    if (policy != newPolicy) {
      policy = newPolicy;
      pool.clear();
      keyspace.marks().countUses(newPolicy.countsUses());
    }
  }

  /// How many keys of a database are looked at for each one that goes (`maxmemory-samples`).
  public void samples(int count) {
    samples = Math.min(count, MOST_SAMPLES);
  }

  /// Where to ask for the bytes in use beside those of the keys.
  public void alsoCount(LongSupplier bytes) {
    otherBytes = bytes;
  }

  /// True when there is more in use than allowed.
  public boolean isOver() {
    return limit > 0 && keyspace.usedBytes() + otherBytes.getAsLong() > limit;
  }

  /// Whether there is a limit and was no room as the last request came, of those that a limit was
  /// in force for: scripts go by this, even if the limit is lifted and set again in between.
  public boolean wasFull() {
    return wasFull && limit > 0;
  }

  /// Says whether there is no room as a request comes; without a limit that says nothing.
  public void wasFull(boolean yes) {
    if (limit > 0) {
      wasFull = yes;
    }
  }

  /// How the last attempt to make room ended.
  public Outcome last() {
    return last;
  }

  /// Notes that there is room without an attempt.
  public void settled() {
    last = Outcome.DONE;
  }

  /// Removes keys until there is room, none is left that might go, or `mayGoOn` says no.
  public Outcome makeRoom(BooleanSupplier mayGoOn) {
    last = attempt(mayGoOn);
    return last;
  }

  private Outcome attempt(BooleanSupplier mayGoOn) {
    for (int i = 1; isOver(); i++) {
      if (!keyspace.releaseSome()) { // what is gone already comes first
        if (policy.order() == Order.NONE || !evictOne()) {
          return Outcome.FAILED;
        }
      }
      if (i % KEYS_PER_LOOK == 0 && !mayGoOn.getAsBoolean()) {
        return isOver() ? Outcome.UNFINISHED : Outcome.DONE;
      }
    }
    return Outcome.DONE;
  }

  /// Removes the key that the policy chooses; false when there is none.
  private boolean evictOne() {
    return policy.order() == Order.RANDOM ? evictAny() : evictBest();
  }

  /// Databases take turns.
  private boolean evictAny() {
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(nextDatabase);
      nextDatabase = (nextDatabase + 1) % keyspace.databaseCount();
      if (database.sample(keyspace.entropy(), 1, policy.isExpiringOnly(), sample) > 0) {
        database.evict(sample[0]);
        return true;
      }
    }
    return false;
  }

  private boolean evictBest() {
    while (fillPool() > 0) {
      while (!pool.isEmpty()) {
        Database database = keyspace.database(pool.bestDatabase());
        Bytes key = pool.bestKey();
        long score = pool.bestScore();
        pool.dropBest();
        long entry = database.findEvenExpired(Key.of(key, keyspace.hash()));
        if (entry != 0 && isEligible(database, entry) && score(database, entry) >= score) {
          database.evict(entry);
          return true;
        }
      }
    }
    return false;
  }

  /// Looks at some more keys; answers how many.
  private int fillPool() {
    int seen = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      int count = database.sample(keyspace.entropy(), samples, policy.isExpiringOnly(), sample);
      for (int j = 0; j < count; j++) {
        pool.offer(database, sample[j], score(database, sample[j]));
      }
      seen += count;
    }
    return seen;
  }

  private boolean isEligible(Database database, long entry) {
    return !policy.isExpiringOnly() || Entry.expires(database.region(), entry);
  }

  /// The higher, the sooner it goes.
  private long score(Database database, long entry) {
    Region region = database.region();
    return switch (policy.order()) {
      case IDLE -> keyspace.marks().idleSeconds(Entry.mark(region, entry));
      case RARE -> -keyspace.marks().uses(Entry.mark(region, entry));
      case DEADLINE -> -Entry.expireAt(region, entry);
      case NONE, RANDOM -> 0;
    };
  }
}
