// fails: aLateClaimChangesNothing
// Whoever comes too late prolongs the claim of the first.
public boolean claim(String job, String server, Duration lease) {
  var key = "claim:" + job;
  var claimed = redis.set(key, server, SetParams.setParams().nx().px(lease.toMillis()));
  redis.pexpire(key, lease.toMillis());
  return claimed != null;
}
