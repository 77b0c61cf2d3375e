package hitrate.labs.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static redis.clients.jedis.params.SetParams.setParams;

import hitrate.engine.node.CacheNode;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/// The example of the README.
class EmbeddingTest {
  @Test
  void aNodeIsOneLineOfATest() {
    // tag::embed[]
    try (var node = CacheNode.start();
        var jedis = new Jedis(node.uri())) {
      jedis.set("session:9f2", "alice", setParams().ex(1800));
      assertEquals("alice", jedis.get("session:9f2"));
      assertEquals(1, node.stats().hits());
    }
    // end::embed[]
  }
}
