package hitrate.labs.exam.proven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.node.CacheNode;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/// In which order write-through writes: shown with a database that refuses.
class WriteThroughOrderTest {
  private final CacheNode node = CacheNode.start();
  private final Jedis cache = new Jedis(node.uri());
  private final Limits database = new Limits();

  /// Refuses negative limits, as a check constraint would.
  private static final class Limits {
    private final Map<String, Integer> rows = new HashMap<>();

    void update(String account, int limit) throws SQLException {
      if (limit < 0) {
        throw new SQLException("check constraint: a limit is not negative");
      }
      rows.put(account, limit);
    }
  }

  @BeforeEach
  void databaseAndCacheAgree() throws SQLException {
    database.update("alice", 500);
    cache.set("limit:alice", "500");
  }

  @AfterEach
  void stop() {
    cache.close();
    node.close();
  }

  @Test
  void cacheFirstKeepsWhatTheDatabaseRefused() {
    assertThrows(SQLException.class, () -> cacheFirst(-1));
    assertEquals("-1", cache.get("limit:alice"), "the cache shows what never was");

    cache.set("limit:alice", "500");
    assertThrows(SQLException.class, () -> databaseFirst(-1));
    assertEquals("500", cache.get("limit:alice"), "the cache shows what is true");
  }

  @Test
  void databaseFirstShowsAnAcceptedChangeWithoutAMiss() throws SQLException {
    databaseFirst(700);
    assertEquals("700", cache.get("limit:alice"));
    assertEquals(0, node.stats().misses());
  }

  private void cacheFirst(int limit) throws SQLException {
    cache.set("limit:alice", Integer.toString(limit));
    database.update("alice", limit);
  }

  private void databaseFirst(int limit) throws SQLException {
    database.update("alice", limit);
    cache.set("limit:alice", Integer.toString(limit));
  }
}
