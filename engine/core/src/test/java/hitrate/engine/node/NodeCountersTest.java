package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Figures that are about the last seconds, or about the keys that there are now.
class NodeCountersTest {
  @Test
  void theLargestBuffersAreForgottenAfterEightSeconds() {
    var clock = VirtualClock.startingAt(Instant.EPOCH);
    var counters = new NodeCounters(clock);
    counters.buffers(50, 70);
    for (int second = 0; second < 6; second++) {
      clock.advance(Duration.ofSeconds(1));
      counters.forgetOldBuffers();
    }
    assertEquals(50, counters.largestInput());
    assertEquals(70, counters.largestOutput());
    for (int second = 0; second < 2; second++) {
      clock.advance(Duration.ofSeconds(1));
      counters.forgetOldBuffers();
    }
    assertEquals(0, counters.largestInput());
    assertEquals(0, counters.largestOutput());
  }

  @Test
  void theMeanTimeToLiveBeginsAnewWithAnEmptyDatabase() {
    var clock = VirtualClock.startingAt(Instant.EPOCH);
    try (var node = CacheNode.builder().clock(clock).start()) {
      node.call("SET", "short", "v", "EX", "10");
      clock.advance(Duration.ofSeconds(1));
      node.call("FLUSHALL");
      node.call("SET", "long", "v", "EX", "1000");
      clock.advance(Duration.ofSeconds(1));
      String text = node.call("INFO", "keyspace").toString();
      assertTrue(text.contains("avg_ttl=999"), text);
    }
  }
}
