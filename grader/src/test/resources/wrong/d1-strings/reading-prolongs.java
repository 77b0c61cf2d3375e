// fails: anAnswersLifeBeginsWhenItIsLoaded
// An answer that is read often never gets fresh.
public String cached(String name, Duration timeToLive, Supplier<String> loader) {
  var key = "cache:" + name;
  var kept = redis.get(key);
  if (kept != null) {
    redis.pexpire(key, timeToLive.toMillis());
    return kept;
  }
  var loaded = loader.get();
  if (loaded != null) {
    redis.set(key, loaded, SetParams.setParams().px(timeToLive.toMillis()));
  }
  return loaded;
}
