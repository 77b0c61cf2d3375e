// fails: countsEachMinuteApart
// Two minutes share the counter of the first.
public long countViewInMinute(String page, long minute) {
  var key = "views:" + page + ":" + ((minute - 1) / 2 * 2 + 1);
  redis.set(key, "0", SetParams.setParams().nx().ex(120));
  return redis.incr(key);
}
