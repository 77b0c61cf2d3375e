package d1strings;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/// What the servers of a news site keep in Redis. Every server has one object of this class; all of
/// them share one Redis.
public final class NewsSite {
  private static final Duration MINUTE_COUNTER_LIFE = Duration.ofMinutes(2);

  private final UnifiedJedis redis;

  public NewsSite(UnifiedJedis redis) {
    this.redis = redis;
  }

  /// Part 1: counts one view of a page and returns the views so far. Key: `views:<page>`.
  public long countView(String page) {
    // INCR reads, adds and writes as one command: no other server can come in between.
    return redis.incr("views:" + page);
  }

  /// Part 2: the views of each page, in the order asked; 0 for a page never viewed.
  public List<Long> viewsOf(List<String> pages) {
    if (pages.isEmpty()) {
      return List.of();
    }
    var keys = pages.stream().map(page -> "views:" + page).toArray(String[]::new);
    return redis.mget(keys).stream()
        .map(views -> views == null ? 0L : Long.valueOf(views))
        .toList();
  }

  /// Part 3: counts one view of a page in a minute and returns the views in that minute so far.
  /// Key: `views:<page>:<minute>`.
  public long countViewInMinute(String page, long minute) {
    var key = "views:" + page + ":" + minute;
    // First the counter with its time to live, in one command and only if it is not there yet; then
    // the view. It cannot expire in between: it lives on for a minute after its own minute is over.
    redis.set(key, "0", SetParams.setParams().nx().ex(MINUTE_COUNTER_LIFE.toSeconds()));
    return redis.incr(key);
  }

  /// Part 4: tries to claim a job for a server; true for the one that gets it. Key: `claim:<job>`.
  public boolean claim(String job, String server, Duration lease) {
    // "If nobody has it", "it is mine" and "until then" are one command, so they hold together.
    var claimed =
        redis.set("claim:" + job, server, SetParams.setParams().nx().px(lease.toMillis()));
    return claimed != null;
  }

  /// Part 5: the cached text of this name, or else what `loader` says, kept for `timeToLive`. Key:
  /// `cache:<name>`.
  public String cached(String name, Duration timeToLive, Supplier<String> loader) {
    var key = "cache:" + name;
    var kept = redis.get(key);
    if (kept != null) {
      return kept;
    }
    var loaded = loader.get();
    if (loaded != null) {
      redis.set(key, loaded, SetParams.setParams().px(timeToLive.toMillis()));
    }
    return loaded;
  }
}
