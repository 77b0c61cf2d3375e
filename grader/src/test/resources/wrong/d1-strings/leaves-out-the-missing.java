// fails: answersOneNumberForEachPageInOrder
// Drops the pages that were never viewed.
public List<Long> viewsOf(List<String> pages) {
  if (pages.isEmpty()) {
    return List.of();
  }
  var keys = pages.stream().map(page -> "views:" + page).toArray(String[]::new);
  return redis.mget(keys).stream().filter(views -> views != null).map(Long::valueOf).toList();
}
