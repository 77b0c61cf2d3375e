// fails: losesNoViewOfAMinuteWhenTwoServersCount
// Another server can create the counter after the look and before the write.
public long countViewInMinute(String page, long minute) {
  var key = "views:" + page + ":" + minute;
  if (!redis.exists(key)) {
    redis.set(key, "0", SetParams.setParams().ex(120));
  }
  return redis.incr(key);
}
