package hitrate.engine.keyspace;

import hitrate.engine.struct.LargeValue;

/// What of the data goes *lazily*, in the real server's words: later and in another thread. Here
/// large values are the garbage collector's matter, and emptied databases are always given back
/// little by little, so that only the counting differs (`lazyfreed_objects`).
public final class LazyFreeing {
  /// Values of so many parts the real server frees at once, whatever it was asked for.
  private static final int AT_ONCE = 64;

  private boolean isOfDel;
  private boolean isOfFlush;
  private boolean isLazy;
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

  /// Says that what goes from here on goes lazily, or no longer does.
  public void lazily(boolean yes) {
    isLazy = yes;
  }

  /// Counts keys that have gone together.
  public void count(long keys) {
    freed += keys;
  }

  /// A large value is going.
  void leaving(LargeValue value) {
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
