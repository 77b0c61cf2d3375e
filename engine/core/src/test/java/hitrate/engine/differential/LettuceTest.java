package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lettuce, which sends everything through one connection without waiting, works with our node.
class LettuceTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private Subject subject;
  private RedisClient client;

  @BeforeEach
  void start() {
    subject = Subject.start();
    client = RedisClient.create(RedisURI.create("127.0.0.1", subject.port()));
  }

  @AfterEach
  void stop() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    subject.close();
  }

  private StatefulRedisConnection<String, String> connect(ProtocolVersion protocol) {
    client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
    var connection = client.connect();
    connection.setTimeout(LONG);
    return connection;
  }

  @ParameterizedTest
  @EnumSource(
      value = ProtocolVersion.class,
      names = {"RESP2", "RESP3"})
  void valuesOfEveryTypeComeBack(ProtocolVersion protocol) {
    try (var connection = connect(protocol)) {
      var redis = connection.sync();
      assertEquals("OK", redis.set("session", "ann", SetArgs.Builder.ex(100)));
      assertNull(redis.get("nobody"));
      assertEquals(2L, redis.hset("user:1", Map.of("name", "Ann", "town", "Ghent")));
      assertEquals(Map.of("name", "Ann", "town", "Ghent"), redis.hgetall("user:1"));
      assertEquals(3L, redis.rpush("jobs", "a", "b", "c"));
      assertEquals("c", redis.rpop("jobs"));
      assertEquals(2L, redis.sadd("tags", "x", "y"));
      assertEquals(Set.of("x", "y"), redis.smembers("tags"));
      redis.zadd("scores", 1.5, "low");
      redis.zadd("scores", 9, "high");
      assertEquals(
          "low 1.5, high 9.0",
          redis.zrangeWithScores("scores", 0, -1).stream()
              .map(each -> each.getValue() + " " + each.getScore())
              .collect(Collectors.joining(", ")));
      assertEquals(1L, redis.zcount("scores", Range.create(2, 10)));
      var wrong = assertThrows(RedisCommandExecutionException.class, () -> redis.incr("session"));
      assertEquals("ERR value is not an integer or out of range", wrong.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ProtocolVersion.class,
      names = {"RESP2", "RESP3"})
  void tenThousandCommandsAreOnTheirWayAtOnce(ProtocolVersion protocol) {
    try (var connection = connect(protocol)) {
      var redis = connection.async();
      var answers = new ArrayList<RedisFuture<Long>>();
      for (int i = 0; i < 10_000; i++) {
        answers.add(redis.incr("hits"));
      }
      LettuceFutures.awaitAll(LONG, answers.toArray(RedisFuture[]::new));
      assertEquals("10000", connection.sync().get("hits"));
      var keys = new ArrayList<String>();
      ScanIterator.scan(connection.sync()).forEachRemaining(keys::add);
      assertEquals("[hits]", keys.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ProtocolVersion.class,
      names = {"RESP2", "RESP3"})
  void aTransactionAndAScriptRunWhole(ProtocolVersion protocol) {
    try (var connection = connect(protocol)) {
      var redis = connection.sync();
      redis.multi();
      redis.set("a", "1");
      redis.incr("a");
      assertEquals("[OK, 2]", redis.exec().stream().toList().toString());
      String script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
      String[] keys = {"a"};
      assertEquals((Long) 42L, redis.<Long>eval(script, ScriptOutputType.INTEGER, keys, "40"));
    }
  }

  @Test
  void whoWaitsForAListGetsWhatAnotherPushes() throws Exception {
    try (var waiting = connect(ProtocolVersion.RESP3);
        var pushing = client.connect()) {
      var answer = waiting.async().blpop(20, "jobs");
      pushing.sync().rpush("jobs", "mend the roof");
      assertEquals(KeyValue.just("jobs", "mend the roof"), answer.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void whoSubscribesHearsWhatIsPublished() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    try (var listening = client.connectPubSub();
        var speaking = connect(ProtocolVersion.RESP3)) {
      listening.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard.add(channel + ": " + message);
            }
          });
      listening.sync().subscribe("news");
      assertEquals(1L, speaking.sync().publish("news", "hello"));
      assertEquals("news: hello", heard.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aCacheInTheClientForgetsWhatAnotherClientChanges() throws Exception {
    var gone = new LinkedBlockingQueue<String>();
    var near = new ConcurrentHashMap<String, String>();
    try (var reading = connect(ProtocolVersion.RESP3);
        var writing = client.connect()) {
      writing.sync().set("price", "10");
      var cache =
          ClientSideCaching.enable(
              CacheAccessor.forMap(near), reading, TrackingArgs.Builder.enabled());
      reading.addListener(message -> {
        if (message.getType().equals("invalidate")) {
          gone.add("price");
        }
      });
      assertEquals("10", cache.get("price"));
      assertEquals(Map.of("price", "10"), near);
      writing.sync().set("price", "12");
      assertEquals("price", gone.poll(20, TimeUnit.SECONDS));
      assertEquals("12", cache.get("price"));
    }
  }
}
