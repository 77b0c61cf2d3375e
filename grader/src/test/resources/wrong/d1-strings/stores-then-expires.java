// fails: storesNoAnswerWithoutATimeToLive
// A server that stops between the two commands leaves an answer that never gets fresh.
public String cached(String name, Duration timeToLive, Supplier<String> loader) {
  var key = "cache:" + name;
  var kept = redis.get(key);
  if (kept != null) {
    return kept;
  }
  var loaded = loader.get();
  if (loaded != null) {
    redis.set(key, loaded);
    redis.pexpire(key, timeToLive.toMillis());
  }
  return loaded;
}
