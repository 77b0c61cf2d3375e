package hitrate.book.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class ExamplesTest {

  private final Stage stage = Stages.fresh();
  private final RedisClient redis = RedisClient.create(stage.uri());

  @AfterEach
  void close() {
    redis.close();
    stage.close();
  }

  @Test
  void theLimiterLetsFiveAttemptsThroughInAMinute() throws Exception {
    var limiter = new LoginLimiter(redis);
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertTrue(limiter.allow("203.0.113.9"));
    }
    assertFalse(limiter.allow("203.0.113.9"));
    assertTrue(limiter.allow("203.0.113.10"), "another address has a window of its own");

    stage.pass(Duration.ofMinutes(1).plusMillis(1));
    assertTrue(limiter.allow("203.0.113.9"), "the window ends a minute after the first attempt");
  }

  @Test
  void attemptsDoNotMoveTheEndOfTheWindow() throws Exception {
    var limiter = new LoginLimiter(redis);
    limiter.allow("203.0.113.9");
    stage.pass(Duration.ofSeconds(20));
    limiter.allow("203.0.113.9");
    assertEquals(40, redis.ttl("attempts:203.0.113.9"));
  }

  @Test
  void aCounterThatLostItsDeadlineGetsOneAgain() {
    redis.set("attempts:203.0.113.9", "3");
    new LoginLimiter(redis).allow("203.0.113.9");
    assertEquals(60, redis.ttl("attempts:203.0.113.9"));
  }

  @Test
  void aTokenWorksOnce() {
    var tokens = new OneTimeToken(redis);
    String token = tokens.issue("alice");
    assertEquals(Optional.of("alice"), tokens.redeem(token));
    assertEquals(Optional.empty(), tokens.redeem(token));
    assertNotEquals(token, tokens.issue("alice"));
  }

  @Test
  void aTokenExpiresAfterAQuarterOfAnHour() throws Exception {
    var tokens = new OneTimeToken(redis);
    String token = tokens.issue("alice");
    stage.pass(Duration.ofMinutes(15).plusMillis(1));
    assertEquals(Optional.empty(), tokens.redeem(token));
  }
}
