package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.RealPrograms;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;

/// Clients that were made for the real server work with our node.
class RealClientsTest {

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void jedisUsesTheNodeAsACache(RedisProtocol protocol) {
    try (var subject = Subject.start();
        var jedis = jedis(subject, protocol)) {
      assertEquals("PONG", jedis.ping());
      assertNull(jedis.get("user:1"));
      assertEquals("OK", jedis.set("user:1", "Ann", SetParams.setParams().ex(100)));
      assertEquals("Ann", jedis.get("user:1"));
      assertTrue(jedis.ttl("user:1") > 90);
      assertNull(jedis.set("user:1", "Bob", SetParams.setParams().nx()));
      assertEquals(2, (jedis.incr("hits") + jedis.incr("hits")) - 1);
      assertEquals(2.75, jedis.incrByFloat("hits", 0.75));
      assertEquals(List.of("Ann", "2.75"), jedis.mget("user:1", "hits"));
      assertEquals(1, jedis.del("hits"));
      assertEquals(Set.of("user:1"), jedis.keys("*"));
      var failure = assertThrows(JedisDataException.class, () -> jedis.incr("user:1"));
      assertEquals("ERR value is not an integer or out of range", failure.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void jedisPipelinesAndScans(RedisProtocol protocol) {
    try (var subject = Subject.start();
        var jedis = jedis(subject, protocol)) {
      var expected = new HashSet<String>();
      try (var pipeline = jedis.pipelined()) {
        for (int i = 0; i < 1000; i++) {
          pipeline.set("k" + i, "v" + i);
          expected.add("k" + i);
        }
      }
      var found = new HashSet<String>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        var page = jedis.scan(cursor, new ScanParams().match("k*").count(50));
        found.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(expected, found);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void jedisHasFieldsExpire(RedisProtocol protocol) {
    try (var subject = Subject.start();
        var jedis = jedis(subject, protocol)) {
      jedis.hset("session", Map.of("user", "Ann", "token", "x", "cart", "3"));
      assertEquals(List.of(1L, -2L), jedis.hexpire("session", 100, "token", "none"));
      assertEquals(
          List.of(0L, 1L), jedis.hpexpire("session", 90_000, ExpiryOption.NX, "token", "cart"));
      assertEquals(List.of(-1L, 100L), jedis.httl("session", "user", "token"));
      assertTrue(jedis.hpttl("session", "cart").getFirst() > 80_000);
      long at = jedis.hexpireTime("session", "cart").getFirst();
      assertEquals(List.of(1L), jedis.hexpireAt("session", at + 5, ExpiryOption.GT, "cart"));
      assertEquals(List.of(1L), jedis.hpexpireAt("session", at * 1000, "cart"));
      assertEquals(List.of(at * 1000), jedis.hpexpireTime("session", "cart"));
      assertEquals(List.of(1L, -1L), jedis.hpersist("session", "cart", "user"));
      assertEquals(List.of(2L), jedis.hexpire("session", 0, "token"));
      assertEquals(Map.of("user", "Ann", "cart", "3"), jedis.hgetAll("session"));
    }
  }

  private static Jedis jedis(Subject subject, RedisProtocol protocol) {
    var config =
        DefaultJedisClientConfig.builder()
            .protocol(protocol)
            .clientName("story")
            .timeoutMillis(60_000)
            .build();
    return new Jedis(new HostAndPort("127.0.0.1", subject.port()), config);
  }

  @Test
  @ResourceLock(Servers.LOCK)
  void redisCliShowsTheSameForTheSameScript() throws Exception {
    String script =
        """
        SET greeting "hello world"
        GET greeting
        GET missing
        MSET a 1 b 2
        MGET a b missing
        INCRBY a 41
        INCR greeting
        EXPIRE a 100
        TTL a
        NOSUCH
        LCS greeting greeting IDX
        DBSIZE
        """;
    try (var reference = Servers.reference();
        var subject = Subject.start()) {
      reference.clear();
      for (String version : List.of("-2", "-3")) {
        reference.clear();
        String expected = cli(script, version, reference.port());
        assertEquals(expected, cli(script, version, subject.port()));
        subject.side().clear();
      }
    }
  }

  private static String cli(String script, String version, int port) throws Exception {
    return RealPrograms.run(script, "redis-cli", "--no-raw", version, "-p", "" + port).output();
  }

  @Test
  void redisBenchmarkRunsToItsEnd() throws Exception {
    try (var subject = Subject.start()) {
      var run =
          RealPrograms.run(
              "",
              "redis-benchmark",
              "-p",
              "" + subject.port(),
              "-n",
              "2000",
              "-c",
              "10",
              "-P",
              "16",
              "-q",
              "-t",
              "ping,set,get,incr,mset");
      assertEquals(0, run.exitCode(), run.output());
      for (String test : List.of("PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET")) {
        assertTrue(run.output().contains(test), run.output());
      }
      assertTrue(!run.output().contains("Error"), run.output());
    }
  }
}
