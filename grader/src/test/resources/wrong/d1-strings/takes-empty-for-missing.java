// fails: answersFromTheCacheWithoutAskingTheLoader
// An empty answer is loaded again and again.
public String cached(String name, Duration timeToLive, Supplier<String> loader) {
  var key = "cache:" + name;
  var kept = redis.get(key);
  if (kept != null && !kept.isEmpty()) {
    return kept;
  }
  var loaded = loader.get();
  if (loaded != null) {
    redis.set(key, loaded, SetParams.setParams().px(timeToLive.toMillis()));
  }
  return loaded;
}
