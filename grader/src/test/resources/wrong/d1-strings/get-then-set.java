// fails: losesNoViewWhenTwoServersCount
// Reads, adds and writes in three steps.
public long countView(String page) {
  var key = "views:" + page;
  var views = redis.get(key);
  long next = views == null ? 1 : Long.parseLong(views) + 1;
  redis.set(key, Long.toString(next));
  return next;
}
