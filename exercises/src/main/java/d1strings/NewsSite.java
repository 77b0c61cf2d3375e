package d1strings;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;

/// What the servers of a news site keep in Redis. Every server has one object of this class; all of
/// them share one Redis.
///
/// The task is in `exercises/d1-strings/en/task.md`; `./lab hint` helps one step at a time.
public final class NewsSite {
  private final UnifiedJedis redis;

  public NewsSite(UnifiedJedis redis) {
    this.redis = redis;
  }

  /// Part 1: counts one view of a page and returns the views so far. Key: `views:<page>`.
  public long countView(String page) {
    throw new UnsupportedOperationException("part 1 is still to be written");
  }

  /// Part 2: the views of each page, in the order asked; 0 for a page never viewed.
  public List<Long> viewsOf(List<String> pages) {
    throw new UnsupportedOperationException("part 2 is still to be written");
  }

  /// Part 3: counts one view of a page in a minute and returns the views in that minute so far.
  /// Key: `views:<page>:<minute>`.
  public long countViewInMinute(String page, long minute) {
    throw new UnsupportedOperationException("part 3 is still to be written");
  }

  /// Part 4: tries to claim a job for a server; true for the one that gets it. Key: `claim:<job>`.
  public boolean claim(String job, String server, Duration lease) {
    throw new UnsupportedOperationException("part 4 is still to be written");
  }

  /// Part 5: the cached text of this name, or else what `loader` says, kept for `timeToLive`. Key:
  /// `cache:<name>`.
  public String cached(String name, Duration timeToLive, Supplier<String> loader) {
    throw new UnsupportedOperationException("part 5 is still to be written");
  }
}
