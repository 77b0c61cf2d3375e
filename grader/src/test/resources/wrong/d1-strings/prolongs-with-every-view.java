// fails: keepsAMinutesCounterForTwoMinutesFromItsFirstView
// Sets the time to live anew with every view.
public long countViewInMinute(String page, long minute) {
  var key = "views:" + page + ":" + minute;
  redis.set(key, "0", SetParams.setParams().nx().ex(120));
  redis.expire(key, 120);
  return redis.incr(key);
}
