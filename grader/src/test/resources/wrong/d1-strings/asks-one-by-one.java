// fails: asksRedisOnceForAllPages
// One way to Redis and back for each page.
public List<Long> viewsOf(List<String> pages) {
  return pages.stream()
      .map(page -> redis.get("views:" + page))
      .map(views -> views == null ? 0L : Long.valueOf(views))
      .toList();
}
