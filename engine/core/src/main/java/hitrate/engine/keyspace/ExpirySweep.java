package hitrate.engine.keyspace;

/// Goes round over the keys of a database that expire and removes those whose time has come, so
/// that they need not wait until somebody asks for them.
final class ExpirySweep {
  /// What each segment counts in the mean: a fiftieth.
  private static final int WEIGHT = 50;

  private final long[] due = new long[EntryTable.SLOTS];
  private long position;
  private long averageTimeToLive;

  /// The mean time that expiring keys have left, in milliseconds; 0 while nothing is known.
  long averageTimeToLive() {
    return averageTimeToLive;
  }

  /// Begins anew at the first segment.
  void restart() {
    position = 0;
  }

  /// Looks at the keys of one segment; answers how many it has removed.
  int step(Database database, EntryTable table, Keyspace keyspace) {
    var region = database.region();
    var count = new int[1];
    var left = new long[2]; // keys that go on living, and their time in all
    position =
        table.sweep(
            position,
            entry -> {
              if (database.isExpired(entry)) {
                due[count[0]++] = entry;
              } else {
                left[0]++;
                left[1] += Entry.expireAt(region, entry) - keyspace.now();
              }
            });
    if (left[0] > 0) {
      long mean = left[1] / left[0];
      averageTimeToLive =
          averageTimeToLive == 0 ? mean : averageTimeToLive / WEIGHT * (WEIGHT - 1) + mean / WEIGHT;
    }
    var key = new Key();
    for (int i = 0; i < count[0]; i++) {
      byte[] bytes = Entry.key(region, due[i]);
      database.find(key.point(bytes, 0, bytes.length, keyspace.hash()));
    }
    return count[0];
  }
}
