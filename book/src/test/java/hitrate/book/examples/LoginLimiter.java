package hitrate.book.examples;

import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ExpiryOption;

/// Five attempts per minute and address.
record LoginLimiter(RedisClient redis) {

  private static final int LIMIT = 5;
  private static final int WINDOW_SECONDS = 60;

  // tag::allow[]
  boolean allow(String address) {
    String key = "attempts:" + address;
    try (var pipeline = redis.pipelined()) {
      var attempts = pipeline.incr(key);
      pipeline.expire(key, WINDOW_SECONDS, ExpiryOption.NX);
      pipeline.sync();
      return attempts.get() <= LIMIT;
    }
  }
  // end::allow[]
}
