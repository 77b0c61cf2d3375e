package hitrate.book.examples;

import java.util.Optional;
import java.util.UUID;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/// Tokens for resetting a password: valid for a quarter of an hour, and once.
record OneTimeToken(RedisClient redis) {

  private static final int LIFE_SECONDS = 900;

  // tag::token[]
  String issue(String user) {
    String token = UUID.randomUUID().toString();
    redis.set("reset:" + token, user, SetParams.setParams().nx().ex(LIFE_SECONDS));
    return token;
  }

  Optional<String> redeem(String token) {
    return Optional.ofNullable(redis.getDel("reset:" + token));
  }
  // end::token[]
}
