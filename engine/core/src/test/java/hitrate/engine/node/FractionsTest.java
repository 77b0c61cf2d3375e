package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Fractions are told with all their digits, and without any where there are none, as by the real
/// server.
class FractionsTest {
  private final VirtualClock clock = VirtualClock.startingAt(Instant.EPOCH);

  @Test
  void theAgeOfARefusal() {
    try (var node = CacheNode.builder().clock(clock).start()) {
      node.call("AUTH", "nobody", "x");
      clock.advance(Duration.ofMillis(132));
      assertTrue(log(node).contains("age-seconds], Bulk[value=0.13200000000000001]"), log(node));
      clock.advance(Duration.ofMillis(868));
      assertTrue(log(node).contains("age-seconds], Bulk[value=1]"), log(node));
    }
  }

  private static String log(CacheNode node) {
    return node.call("ACL", "LOG").toString();
  }

  @Test
  void sharesOfMemory() {
    try (var node = CacheNode.start()) {
      List<Reply> items = ((Reply.Array) node.call("MEMORY", "STATS")).items();
      for (int i = 1; i < items.size(); i += 2) {
        if (items.get(i) instanceof Reply.Bulk(var text)) {
          assertFalse(text.toString().endsWith(".0"), text.toString());
          double value = Double.parseDouble(text.toString());
          assertEquals((float) value, value, "no more precise than the real server's");
        }
      }
    }
  }
}
