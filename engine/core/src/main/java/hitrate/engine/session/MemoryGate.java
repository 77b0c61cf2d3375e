package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.keyspace.Eviction;
import hitrate.engine.keyspace.Eviction.Outcome;
import hitrate.engine.world.Clock;

/// Stands before each command and holds the node to `maxmemory`: makes room by eviction, and where
/// that fails refuses the commands that may take more.
public final class MemoryGate {
  private static final long NANOS_PER_STEP = 50_000;
  private static final int LINEAR_STEPS = 10;
  private static final double GROWTH = 1.15;
  private static final int UNLIMITED = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Eviction eviction;
  private final Clock clock;
  private final LatencyMonitor monitor;
  private long nanosAtOnce = LINEAR_STEPS * NANOS_PER_STEP;
  private long deadline;
  private boolean isIdle;
  private boolean isShort;
  private long shortSince;
  private long shortNanos;

  MemoryGate(Eviction eviction, Clock clock, LatencyMonitor monitor) {
    this.monitor = monitor;
    this.eviction = eviction;
    this.clock = clock;
  }

  /// How long one command may be kept waiting for evictions (`maxmemory-eviction-tenacity`): 0 for
  /// hardly at all, 10 for half a millisecond, growing by 15% for each further step; 100 for as
  /// long as it takes.
  public void tenacity(int steps) {
    if (steps >= UNLIMITED) {
      nanosAtOnce = Long.MAX_VALUE;
    } else if (steps > LINEAR_STEPS) {
      nanosAtOnce = (long) (LINEAR_STEPS * NANOS_PER_STEP * Math.pow(GROWTH, steps - LINEAR_STEPS));
    } else {
      nanosAtOnce = steps * NANOS_PER_STEP;
    }
  }

  /// Makes room where there is too little.
  ///
  /// @throws CommandError when there is none and the command may want some. In a transaction that
  ///   is being queued every command wants some.
  void pass(Command command, ClientState client) {
    if (isIdle || !eviction.isOver()) {
      if (isShort) {
        settle();
      }
      eviction.wasFull(false);
      return;
    }
    makeRoom();
    boolean isFull = eviction.last() == Outcome.FAILED;
    eviction.wasFull(isFull);
    if (isFull && wantsMemory(command, client.transaction())) {
      throw CommandError.OUT_OF_MEMORY;
    }
  }

  /// Says that nothing is to be done, because another node sees to it (`replica-ignore-maxmemory`).
  public void idle(boolean yes) {
    isIdle = yes;
    if (yes) {
      settle();
    }
  }

  private static boolean wantsMemory(Command command, ClientTransaction transaction) {
    return command.is(CommandFlag.DENYOOM)
        || transaction.isBegun() && transaction.wouldWantMemory(command);
  }

  /// True when eviction ran out of time: [#makeRoom] is to be called again soon.
  public boolean isUnfinished() {
    return eviction.last() == Outcome.UNFINISHED;
  }

  /// Evicts keys for as long as may be at once.
  public void makeRoom() {
    long start = clock.nanos();
    boolean isNoted = monitor.thresholdMillis() > 0 && eviction.isOver();
    deadline = nanosAtOnce == Long.MAX_VALUE ? Long.MAX_VALUE : start + nanosAtOnce;
    if (eviction.makeRoom(this::isInTime) == Outcome.DONE) {
      settle();
    } else if (!isShort) {
      isShort = true;
      shortSince = start;
    }
    if (isNoted) {
      monitor.note("eviction-cycle", clock.millis() / 1000, clock.nanos() - start);
    }
  }

  private boolean isInTime() {
    return deadline == Long.MAX_VALUE || clock.nanos() - deadline < 0;
  }

  private void settle() {
    shortNanos += currentShortNanos();
    isShort = false;
    eviction.settled();
  }

  private long currentShortNanos() {
    return isShort ? clock.nanos() - shortSince : 0;
  }

  /// How long more was in use than allowed since that began, in milliseconds; 0 when it is not.
  public long currentShortMillis() {
    return currentShortNanos() / NANOS_PER_MILLI;
  }

  /// How long more was in use than allowed, all times together, in milliseconds.
  public long totalShortMillis() {
    return (shortNanos + currentShortNanos()) / NANOS_PER_MILLI;
  }

  /// Forgets the times.
  public void reset() {
    shortNanos = 0;
    shortSince = clock.nanos();
  }
}
