// fails: endsAClaimWithItsLease
// A server that stops between the two commands keeps the job for ever.
public boolean claim(String job, String server, Duration lease) {
  var claimed = redis.set("claim:" + job, server, SetParams.setParams().nx());
  if (claimed != null) {
    redis.pexpire("claim:" + job, lease.toMillis());
  }
  return claimed != null;
}
