package hitrate.engine.node;

import hitrate.engine.command.PackingLimits;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.session.CommandStatistics;
import hitrate.engine.session.Sessions;

/// The parameters on what is noted and told of commands, and on how values are packed: hands them
/// to those who act on them, at the start and on each change.
final class SessionParameters {
  private SessionParameters() {}

  static void apply(
      Configuration all, CommandStatistics statistics, PackingLimits packing, Sessions sessions) {
    MemoryParameters.follow(
        all, "latency-tracking", value -> statistics.tracking(value.equals("yes")));
    for (String parameter : PackingLimits.PARAMETERS) {
      MemoryParameters.follow(all, parameter, value -> packing.set(parameter, value));
    }
    MemoryParameters.follow(all, "notify-keyspace-events", sessions::notifyOf);
    MemoryParameters.follow(
        all,
        "tracking-table-max-keys",
        most -> sessions.invalidations().mostKeys(Long.parseLong(most)));
  }
}
