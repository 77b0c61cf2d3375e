// fails: loadsOnceAndStoresWhatIsNotStored
// Asks the slow database once for the look and once for the value.
public String cached(String name, Duration timeToLive, Supplier<String> loader) {
  var key = "cache:" + name;
  var kept = redis.get(key);
  if (kept != null) {
    return kept;
  }
  if (loader.get() == null) {
    return null;
  }
  var loaded = loader.get();
  redis.set(key, loaded, SetParams.setParams().px(timeToLive.toMillis()));
  return loaded;
}
