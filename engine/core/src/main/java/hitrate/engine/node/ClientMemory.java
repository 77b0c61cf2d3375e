package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What clients make the node keep, and who has to go when that is too much (`maxmemory-clients`):
/// always one of those that take most.
///
/// While there is no limit nobody keeps account. With one, a connection whose buffers may have
/// changed is looked at again at the end of the turn, and all are at every tick of the timer.
/// Clients are kept by the magnitude of what they take, each class twice that of the one below, so
/// that finding one of the largest takes no search.
final class ClientMemory {
  private static final int CLASSES = Long.SIZE;
  private static final int SMALLEST_SHOWN = 15; // 32 KB; what is smaller is one class
  private static final int LARGEST_SHOWN = 32; // 4 GB and more

  private final NodeLoop loop;
  private final List<Set<Connection>> byMagnitude = new ArrayList<>();
  private final List<Connection> changed = new ArrayList<>();
  private long sum;
  private long limit;
  private long evicted;
  private long queryLimit;

  ClientMemory(NodeLoop loop) {
    this.loop = loop;
    for (int i = 0; i < CLASSES; i++) {
      byMagnitude.add(new LinkedHashSet<>());
    }
  }

  /// Follows the parameters.
  void follow(Configuration configuration) {
    MemoryParameters.follow(
        configuration, "client-query-buffer-limit", bytes -> queryLimit = Long.parseLong(bytes));
    configuration.watch("maxmemory-clients", changed -> readLimit());
  }

  /// How many bytes of a request that is not complete a client may send.
  long queryLimit() {
    return queryLimit;
  }

  /// Clients closed to save memory.
  long evicted() {
    return evicted;
  }

  void resetCount() {
    evicted = 0;
  }

  /// Takes over the limit anew: bytes, or a percentage of the node's `maxmemory`, which is none
  /// when that is not set. 0 means none.
  void readLimit() {
    String text = loop.configuration().value("maxmemory-clients");
    long before = limit;
    if (text.endsWith("%")) {
      long percent = Long.parseLong(text.substring(0, text.length() - 1));
      limit = (long) (loop.keyspace().eviction().limit() * (percent / 100.0));
    } else {
      limit = Long.parseLong(text);
    }
    if (limit > 0) {
      loop.connections().all().forEach(this::changed);
    } else if (before > 0) {
      changed.clear();
      loop.connections().all().forEach(this::forget);
    }
  }

  /// A connection's buffers may have changed.
  void changed(Connection connection) {
    if (limit > 0 && !connection.isNoted) {
      connection.isNoted = true;
      changed.add(connection);
    }
  }

  /// The connection is closed, or nobody keeps account any longer.
  void forget(Connection connection) {
    connection.isNoted = false;
    byMagnitude.get(magnitude(connection.countedBytes)).remove(connection);
    sum -= connection.countedBytes;
    connection.countedBytes = 0;
  }

  /// Counts anew what may have changed, and closes clients until the rest is within the limit.
  void settle() {
    if (limit <= 0) {
      return;
    }
    for (Connection connection : changed) {
      if (connection.isNoted && !connection.isClosed()) {
        forget(connection);
        long bytes = connection.state().footprint().claimedBytes();
        connection.countedBytes = bytes;
        sum += bytes;
        if (!connection.state().isProtectedFromEviction() && !connection.state().isReplica()) {
          byMagnitude.get(magnitude(bytes)).add(connection);
        }
      }
    }
    changed.clear();
    while (sum >= limit && evictOne()) {
      // until it is enough
    }
  }

  /// Clients and bytes in each class of size, as the real server shows them; null without a limit.
  @Nullable String describe() {
    if (limit <= 0) {
      return null;
    }
    int first = SMALLEST_SHOWN - 1;
    var text = new StringBuilder();
    for (int i = first; i <= LARGEST_SHOWN; i++) {
      boolean isFirst = i == first;
      boolean isLast = i == LARGEST_SHOWN;
      long bytes = 0;
      int clients = 0;
      for (var each : byMagnitude.subList(isFirst ? 0 : i, isLast ? CLASSES : i + 1)) {
        bytes += each.stream().mapToLong(connection -> connection.countedBytes).sum();
        clients += each.size();
      }
      String end = isLast ? "+            " : " - %10d".formatted((1L << i + 1) - 1);
      text.append(
          "bucket %10d%s: tot-mem: %10d, clients: %d\n"
              .formatted(isFirst ? 0 : 1L << i, end, bytes, clients));
    }
    return text.toString();
  }

  private boolean evictOne() {
    for (int i = CLASSES - 1; i >= 0; i--) {
      if (!byMagnitude.get(i).isEmpty()) {
        Connection victim = byMagnitude.get(i).iterator().next();
        loop.log("notice", "Evicting client: " + victim.state().describe());
        evicted++;
        forget(victim);
        victim.state().kill();
        return true;
      }
    }
    loop.log("Over client maxmemory after evicting all evictable clients");
    return false;
  }

  private static int magnitude(long bytes) {
    return CLASSES - 1 - Long.numberOfLeadingZeros(Math.max(bytes, 1));
  }
}
