package hitrate.labs.exam.proven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;

/// `KEYS` walks the whole keyspace in one command, `SCAN` in many small ones.
class ScanInStepsTest {
  private static final int CARTS = 10_000;
  private static final int STEP = 100;

  @Test
  void scanFindsWhatKeysFindsAndLetsOthersInBetween() {
    try (var node = CacheNode.start();
        var report = new Jedis(node.uri());
        var shop = new Jedis(node.uri())) {
      fill(report);
      var all = report.keys("cart:*");
      assertEquals(CARTS, all.size());

      var found = new HashSet<String>();
      var cursor = ScanParams.SCAN_POINTER_START;
      int steps = 0;
      do {
        var step = report.scan(cursor, new ScanParams().match("cart:*").count(STEP));
        cursor = step.getCursor();
        found.addAll(step.getResult());
        steps++;
        assertTrue(step.getResult().size() < 4 * STEP, "a step stays small");
        assertEquals("PONG", shop.ping());
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));

      assertEquals(all, found);
      assertTrue(steps > CARTS / STEP / 4, "many steps: " + steps);
    }
  }

  private static void fill(Jedis client) {
    var pipeline = client.pipelined();
    for (int i = 0; i < CARTS; i++) {
      pipeline.set("cart:" + i, "x");
      pipeline.set("user:" + i, "x");
    }
    pipeline.sync();
  }
}
