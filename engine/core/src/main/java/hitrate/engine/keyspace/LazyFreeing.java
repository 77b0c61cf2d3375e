package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.struct.ListpackInPlace;
import java.util.EnumSet;
import java.util.Set;

/// What of the data goes *lazily*, in the real server's words: later and in another thread. Here
/// large values are the garbage collector's matter, and emptied databases are always given back
/// little by little, so that only the counting differs (`lazyfreed_objects`).
public final class LazyFreeing {
  /// Why a value goes.
  public enum Cause {
    /// A command puts another one in its place, or removes it (`lazyfree-lazy-server-del`).
    COMMAND,
    /// DEL (`lazyfree-lazy-user-del`).
    DEL,
    /// UNLINK: always lazily.
    UNLINK,
    /// A command has taken the last of its parts: nothing is left to be freed lazily.
    EMPTIED,
    /// Its time is over (`lazyfree-lazy-expire`).
    EXPIRY,
    /// The memory is full (`lazyfree-lazy-eviction`).
    EVICTION
  }

  /// Values of so many parts the real server frees at once, whatever it was asked for.
  private static final int AT_ONCE = 64;

  private boolean isOfFlush;
  private final Set<Cause> lazyCauses = EnumSet.of(Cause.UNLINK);
  private long freed;

  /// Whether FLUSHALL and FLUSHDB are asynchronous unless told otherwise
  /// (`lazyfree-lazy-user-flush`).
  public void ofFlush(boolean yes) {
    isOfFlush = yes;
  }

  public boolean isOfFlush() {
    return isOfFlush;
  }

  /// Whether what goes for this reason goes lazily.
  public void of(Cause cause, boolean yes) {
    if (yes) {
      lazyCauses.add(cause);
    } else {
      lazyCauses.remove(cause);
    }
  }

  public boolean isOf(Cause cause) {
    return lazyCauses.contains(cause);
  }

  /// Counts keys that have gone together.
  public void count(long keys) {
    freed += keys;
  }

  /// A large value is going, or another that the real server frees part by part.
  public void leaving(long parts, Cause cause) {
    if (isOf(cause) && parts > AT_ONCE) {
      freed++;
    }
  }

  /// A packed set is going, which is a hash table in the real server.
  public void leavingPacked(Region region, long entry, Cause cause) {
    leaving(ListpackInPlace.count(region, Entry.valueAt(region, entry)), cause);
  }

  /// Keys and values that have gone lazily.
  public long freed() {
    return freed;
  }

  void reset() {
    freed = 0;
  }
}
