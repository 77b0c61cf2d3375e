// fails: givesAJobToOneOfTwoWhoClaimItTogether
// Another server can take the job after the question and before the claim.
public boolean claim(String job, String server, Duration lease) {
  if (redis.exists("claim:" + job)) {
    return false;
  }
  redis.set("claim:" + job, server, SetParams.setParams().px(lease.toMillis()));
  return true;
}
