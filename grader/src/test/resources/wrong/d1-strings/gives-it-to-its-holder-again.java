// fails: givesAJobToTheFirstWhoClaimsIt
// The job is sent twice when its holder claims it twice.
public boolean claim(String job, String server, Duration lease) {
  var claim = SetParams.setParams().nx().px(lease.toMillis());
  return redis.set("claim:" + job, server, claim) != null
      || server.equals(redis.get("claim:" + job));
}
