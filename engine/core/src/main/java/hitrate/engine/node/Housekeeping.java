package hitrate.engine.node;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Clock;

/// What a node does at every tick of its timer, whatever clients want: expiry, figures, memory that
/// comes back, clients that are idle for too long.
final class Housekeeping {
  /// The share of the time that removing expired keys may take, in percent, and what each further
  /// step of `active-expire-effort` adds.
  private static final long SWEEP_PERCENT = 25;

  private static final long SWEEP_PERCENT_A_STEP = 2;
  private static final long NANOS = 1_000_000_000;

  /// What bringing memory back may take: 3% of the time at the usual ten turns a second, and never
  /// longer at once than a client would notice.
  private static final long TIDY_NANOS_PER_TURN = 3_000_000;

  private static final long SUMMARY_MILLIS = 5_000;

  private final NodeLoop loop;
  private final NodeCounters counters;
  private final MemoryAccount memory;
  private final Clock clock;
  private long nextSummaryMillis;

  Housekeeping(NodeLoop loop, NodeCounters counters, MemoryAccount memory) {
    this.loop = loop;
    this.counters = counters;
    this.memory = memory;
    this.clock = loop.clock();
  }

  void run() {
    Keyspace keyspace = loop.keyspace();
    memory.sample();
    counters.sample(loop.dispatcher().statistics().total());
    keyspace.setNow(clock.millis());
    if (!loop.sessions().pause().isOn()) {
      sweepExpired(keyspace);
    }
    loop.dispatcher().wakeClients();
    long tidyDeadline = clock.nanos() + TIDY_NANOS_PER_TURN;
    keyspace.tidy(() -> clock.nanos() < tidyDeadline);
    collectGarbage();
    counters.forgetOldBuffers();
    long now = clock.millis();
    boolean shares = !loop.debugging().keepsReplyShares();
    for (Connection connection : loop.connections().all()) {
      connection.releaseRoom();
      if (shares) {
        connection
            .replyShare()
            .follow(connection.pendingOutput(), now, loop.debugging().replyPeakMillis(), counters);
      }
      counters.buffers(connection.pendingInput(), connection.pendingOutput());
      if (connection.pendingOutput() > 0) {
        connection.keepWithinLimits(false);
      }
    }
    logSummary();
    loop.clientMemory().readLimit();
    loop.connections().closeIdle(loop.configuration().intValue("timeout"));
  }

  /// Says every five seconds how much there is, for those who want to read it.
  private void logSummary() {
    if (clock.millis() < nextSummaryMillis || !loop.logs("verbose")) {
      return;
    }
    nextSummaryMillis = clock.millis() + SUMMARY_MILLIS;
    Keyspace keyspace = loop.keyspace();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      long slots = Math.max(Long.highestOneBit(Math.max(database.size() * 2L - 1, 1)), 4);
      if (database.size() > 0) {
        loop.log(
            "verbose",
            "DB %d: %d keys (%d volatile) in %d slots HT."
                .formatted(i, database.size(), database.expiringKeys(), slots));
      }
    }
    if (loop.logs("debug")) {
      int replicas = loop.replication().replicas().count();
      loop.log(
          "debug",
          "%d clients connected (%d replicas), %d bytes in use"
              .formatted(loop.connectionCount() - replicas, replicas, memory.figures().used()));
    }
  }

  private void collectGarbage() {
    long start = clock.nanos();
    if (loop.heap().run()) {
      long spent = clock.nanos() - start;
      loop.server().latencyMonitor().note("heap-collection", clock.millis() / 1000, spent);
    }
  }

  /// How long one turn may remove expired keys at most.
  static long sweepNanos(long turnsPerSecond, long effort) {
    long percent = SWEEP_PERCENT + (effort - 1) * SWEEP_PERCENT_A_STEP;
    return NANOS / Math.max(turnsPerSecond, 1) * percent / 100;
  }

  private void sweepExpired(Keyspace keyspace) {
    long start = clock.nanos();
    long most =
        sweepNanos(
            loop.configuration().longValue("hz"),
            loop.configuration().longValue("active-expire-effort"));
    long deadline = start + most;
    if (loop.replication().isFollowing()) {
      keyspace.sweepLocalTimes(() -> clock.nanos() < deadline);
    } else {
      keyspace.sweepExpired(() -> clock.nanos() < deadline);
    }
    long spent = clock.nanos() - start;
    counters.sweepNanos += spent;
    counters.sweepsCutShort += spent >= most ? 1 : 0;
    loop.server().latencyMonitor().note("expire-cycle", clock.millis() / 1000, spent);
  }
}
