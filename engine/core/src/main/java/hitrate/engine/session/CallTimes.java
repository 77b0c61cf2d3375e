package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.keyspace.KeyHash;
import java.util.ArrayDeque;

/// Notes how long calls took: in INFO's counts, the histograms of LATENCY and what is kept of slow
/// calls.
///
/// A call that waits counts its time when it begins to, but is a call to look back at only once it
/// is served, and then for the time that serving it took. One whose time ran out never is.
final class CallTimes {
  private final CommandStatistics statistics;
  private final SlowCalls slowCalls;
  private final Args waited;
  private final Args noWords;
  private final ArrayDeque<Served> served = new ArrayDeque<>();

  /// A call that has been served, and what that took.
  private record Served(BlockedClients.Wait call, long nanos) {}

  CallTimes(CommandStatistics statistics, SlowCalls slowCalls, KeyHash hasher) {
    this.statistics = statistics;
    this.slowCalls = slowCalls;
    this.waited = new Args(hasher);
    this.noWords = new Args(hasher);
  }

  /// A client's call has run, or waits now.
  ///
  /// @param slot is [LatencyHistogram#slotOf] the time
  void ran(Command command, Args words, ClientState client, long nanos, int slot) {
    if (client.isWaiting()) {
      statistics.spend(command.number(), nanos);
      return;
    }
    statistics.time(command.number(), nanos, slot);
    if (slowCalls.isSlow(nanos)) {
      slowCalls.add(command, words, client, nanos);
    }
  }

  /// A script's call has run.
  void called(Command command, Args words, long nanos) {
    statistics.time(command.number(), nanos, LatencyHistogram.slotOf(nanos));
    if (slowCalls.isSlow(nanos)) {
      slowCalls.addCalled(command, words, nanos);
    }
  }

  /// A call that waited has been served. It is noted by [#noteServed], behind the call that brought
  /// what it waited for.
  void served(BlockedClients.Wait wait, long nanos) {
    served.add(new Served(wait, nanos));
  }

  /// A call has ended that waited, because another client wanted it so. As in the real server it is
  /// noted before that one's call, and its words are forgotten.
  void unblocked(BlockedClients.Wait wait, long nanos) {
    statistics.time(wait.command.number(), nanos, LatencyHistogram.slotOf(nanos));
    if (slowCalls.isSlow(nanos)) {
      slowCalls.addServed(wait.command, noWords, wait.client, nanos);
    }
  }

  /// Notes the calls that were served while others ran.
  void noteServed() {
    for (Served each = served.poll(); each != null; each = served.poll()) {
      BlockedClients.Wait wait = each.call;
      statistics.time(wait.command.number(), each.nanos, LatencyHistogram.slotOf(each.nanos));
      if (slowCalls.isSlow(each.nanos)) {
        waited.point(wait.words, 0);
        slowCalls.addServed(wait.command, waited, wait.client, each.nanos);
      }
    }
  }
}
