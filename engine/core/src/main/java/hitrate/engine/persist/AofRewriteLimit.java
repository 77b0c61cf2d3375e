package hitrate.engine.persist;

import hitrate.engine.command.Server;

/// Keeps rewrites that fail again and again from being tried all the time: after three in a row
/// there is a pause, of a minute at first and of an hour at most.
final class AofRewriteLimit {
  private static final int FREE_FAILURES = 3;
  private static final int LONGEST_MINUTES = 60;
  private static final long MILLIS_PER_MINUTE = 60_000;

  private final Server server;
  private int failures;
  private int minutes;
  private long nextMillis;

  AofRewriteLimit(Server server) {
    this.server = server;
  }

  /// Failures in a row.
  int failures() {
    return failures;
  }

  void failed() {
    failures++;
  }

  /// The last rewrite was a success, or somebody wants one whatever happened before.
  void reset() {
    failures = 0;
  }

  /// True when no rewrite may begin by itself now.
  boolean holds() {
    if (failures < FREE_FAILURES) {
      minutes = 0;
      nextMillis = 0;
      return false;
    }
    long now = server.clock().millis();
    if (nextMillis != 0) {
      if (now < nextMillis) {
        return true;
      }
      nextMillis = 0;
      return false;
    }
    minutes = minutes == 0 ? 1 : Math.min(minutes * 2, LONGEST_MINUTES);
    nextMillis = now + minutes * MILLIS_PER_MINUTE;
    server.log(
        "warning",
        "Background AOF rewrite has repeatedly failed and triggered the limit, will retry in "
            + minutes
            + " minutes");
    return true;
  }
}
