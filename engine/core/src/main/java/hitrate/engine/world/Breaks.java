package hitrate.engine.world;

/// Breaks in which a thread that never waits by itself lets those run who wait for its processor.
/// Without them it is told to stop only when the system next looks who has had enough, up to 4 ms
/// after somebody else was ready.
///
/// On a machine where nobody waits, or a client who has an answer to read, a break takes some
/// microseconds. On one where others work all the time it may take 10 ms. So after a long break a
/// thread works for at least as long before it takes another one: it loses half of its time to
/// those at most. Belongs to one thread.
public final class Breaks {
  private static final long LONG_NANOS = 1_000_000;

  private long nextNanos = System.nanoTime();

  /// Takes one if it is time.
  @SuppressWarnings("ThreadPriorityCheck") // nothing is right or wrong by it, only sooner or later
  public void take() {
    long begun = System.nanoTime();
    if (begun - nextNanos >= 0) {
      Thread.yield();
      long ended = System.nanoTime();
      long taken = ended - begun;
      nextNanos = taken < LONG_NANOS ? ended : ended + taken;
    }
  }
}
