package hitrate.labs.exam.proven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.node.CacheNode;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/// A node is lost and another takes over its address, as an endpoint does in a failover.
class NodeReplacementTest {
  @Test
  void onlyAClientThatReconnectsSurvivesTheReplacementOfItsNode() {
    var lost = CacheNode.start();
    int port = lost.port();
    try (var oldConnection = new Jedis("127.0.0.1", port)) {
      oldConnection.set("payment:1", "done");
      lost.close();
      try (var replacement = CacheNode.builder().port(port).start()) {
        assertEquals(port, replacement.port());
        assertThrows(JedisConnectionException.class, () -> oldConnection.get("payment:1"));
        assertThrows(JedisConnectionException.class, () -> oldConnection.get("payment:1"));
        try (var newConnection = new Jedis("127.0.0.1", port)) {
          assertEquals("PONG", newConnection.ping());
        }
      }
    }
  }

  @Test
  void aReplacedNodeComesBackEmpty() {
    var lost = CacheNode.start();
    int port = lost.port();
    try (var client = new Jedis("127.0.0.1", port)) {
      client.set("session:1", "ana");
      assertEquals(1, client.dbSize());
    }
    lost.close();
    try (var replacement = CacheNode.builder().port(port).start();
        var client = new Jedis("127.0.0.1", replacement.port())) {
      assertEquals(0, client.dbSize());
    }
  }
}
