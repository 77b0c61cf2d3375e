package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Which kinds of delays a node notes that is slow at everything, by the names that the real server
/// gives them.
class LatencyEventsTest {
  private final VirtualClock clock = VirtualClock.startingAt(Instant.EPOCH.plusSeconds(1000));

  private SimNode node(String... settings) throws LoadError {
    String[] all = Arrays.copyOf(settings, settings.length + 2);
    all[settings.length] = "latency-monitor-threshold";
    all[settings.length + 1] = "1";
    return SimNode.hesitant(new SimDisk(), clock, all);
  }

  /// What has been noted since the last time somebody asked, apart from commands.
  private static String noted(SimNode node) {
    String[] lines = node.call("LATENCY", "LATEST").split("[\r\n ]+");
    var names = new TreeSet<String>();
    for (String line : lines) {
      if (line.matches("[a-z-]+") && !line.endsWith("command")) {
        names.add(line);
      }
    }
    node.call("LATENCY", "RESET");
    return String.join(" ", names);
  }

  @Test
  void writesToTheFileAreTold() throws LoadError {
    try (var node = node("appendonly", "yes", "appendfsync", "everysec")) {
      noted(node);
      node.call("SET", "k", "v");
      assertEquals("aof-write aof-write-alone", noted(node));
      node.pass(Duration.ofSeconds(2)); // a thread brings it to the disk, and takes long
      node.call("SET", "k", "w");
      node.pass(Duration.ofSeconds(3));
      assertEquals("aof-write aof-write-pending-fsync expire-cycle", noted(node));
      node.finishBackground();
      node.call("CONFIG", "SET", "appendfsync", "always");
      node.call("SET", "k", "x");
      assertEquals("aof-fsync-always aof-write aof-write-alone", noted(node));
      node.call("BGREWRITEAOF");
      assertEquals("fork", noted(node));
      node.call("SET", "k", "y");
      assertEquals("aof-fsync-always aof-write aof-write-active-child", noted(node));
    }
  }

  @Test
  void evictionIsTold() throws LoadError {
    try (var node = node("maxmemory-policy", "allkeys-random")) {
      node.call("SET", "k", "v");
      noted(node);
      node.call("CONFIG", "SET", "maxmemory", "1");
      node.call("SET", "k", "v");
      assertEquals("eviction-cycle", noted(node));
    }
  }

  @Test
  void anImageIsToldByTheNameOfTheChildThatTakesItElsewhere() throws LoadError {
    try (var node = node()) {
      node.call("BGSAVE");
      assertEquals("fork", noted(node));
    }
  }
}
