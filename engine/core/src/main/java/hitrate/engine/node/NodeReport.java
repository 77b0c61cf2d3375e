package hitrate.engine.node;

import hitrate.engine.world.Entropy;
import java.util.List;

/// The text of INFO.
final class NodeReport {
  private final NodeLoop loop;
  private final NodeCounters counters;
  private final String runId;

  NodeReport(NodeLoop loop, NodeCounters counters, Entropy entropy) {
    this.loop = loop;
    this.counters = counters;
    this.runId =
        "%016x%016x%08x"
            .formatted(entropy.nextLong(), entropy.nextLong(), (int) entropy.nextLong());
  }

  String text(List<String> sections) {
    return "# Server\r\nredis_version:7.0.15\r\nrun_id:%s\r\nuptime_in_seconds:%d\r\n"
            .formatted(runId, counters.uptimeSeconds())
        + "\r\n# Keyspace\r\ndb0:keys=%d\r\n".formatted(loop.keyspace().database(0).size());
  }
}
