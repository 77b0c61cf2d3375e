// fails: storesNothingWhenThereIsNoAnswer
// A missing answer comes back as the text "null".
public String cached(String name, Duration timeToLive, Supplier<String> loader) {
  var key = "cache:" + name;
  var kept = redis.get(key);
  if (kept != null) {
    return kept;
  }
  var loaded = String.valueOf(loader.get());
  redis.set(key, loaded, SetParams.setParams().px(timeToLive.toMillis()));
  return loaded;
}
