// fails: leavesNoCounterWithoutATimeToLiveAtAnyMoment
// Between the two commands the counter is there without a time to live.
public long countViewInMinute(String page, long minute) {
  var key = "views:" + page + ":" + minute;
  long views = redis.incr(key);
  if (views == 1) {
    redis.expire(key, 120);
  }
  return views;
}
