// fails: countsUpFromOne
// Answers the number before the view.
public long countView(String page) {
  return redis.incr("views:" + page) - 1;
}
