package hitrate.engine.keyspace;

import hitrate.engine.struct.LargeValue;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What of the data goes *lazily*, in the real server's words: later and in another thread. Here
/// large values are the garbage collector's matter, and emptied databases are always given back
/// little by little, so that only the counting differs (`lazyfreed_objects`).
public final class LazyFreeing {
  /// Why a value goes.
  public enum Cause {
    /// A command puts another one in its place, or removes it (`lazyfree-lazy-server-del`).
    COMMAND,
    /// Its time is over (`lazyfree-lazy-expire`).
    EXPIRY,
    /// The memory is full (`lazyfree-lazy-eviction`).
    EVICTION
  }

  /// Values of so many parts the real server frees at once, whatever it was asked for.
  private static final int AT_ONCE = 64;

  private boolean isOfDel;
  private boolean isOfFlush;
  private final Set<Cause> lazyCauses = EnumSet.noneOf(Cause.class);
  private @Nullable Boolean asked;
  private long freed;

  /// Whether DEL is to free as UNLINK does (`lazyfree-lazy-user-del`).
  public void ofDel(boolean yes) {
    isOfDel = yes;
  }

  public boolean isOfDel() {
    return isOfDel;
  }

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

  /// Says that what the command removes goes lazily or not, whatever the parameters say; null for
  /// as they say.
  public void lazily(@Nullable Boolean yes) {
    asked = yes;
  }

  /// Counts keys that have gone together.
  public void count(long keys) {
    freed += keys;
  }

  /// A large value is going.
  void leaving(LargeValue value, Cause cause) {
    boolean isLazy = asked != null && cause == Cause.COMMAND ? asked : isOf(cause);
    if (isLazy && value.parts() > AT_ONCE) {
      freed++;
    }
  }

  /// Keys and values that have gone lazily.
  public long freed() {
    return freed;
  }

  void reset() {
    freed = 0;
  }
}
