package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;

/// The best candidates for eviction of all that were looked at, sixteen at most, in the order in
/// which they are to go. Keeps keys and not entries: those may move or go while they wait here.
final class VictimPool {
  static final int SIZE = 16;

  private final long[] scores = new long[SIZE]; // rising
  private final long[] entries = new long[SIZE];
  private final int[] databases = new int[SIZE];
  private final Bytes[] keys = new Bytes[SIZE];
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  long bestScore() {
    return scores[count - 1];
  }

  int bestDatabase() {
    return databases[count - 1];
  }

  Bytes bestKey() {
    return keys[count - 1];
  }

  void dropBest() {
    count--;
    keys[count] = Bytes.EMPTY;
  }

  void clear() {
    while (count > 0) {
      dropBest();
    }
  }

  /// Takes in an entry with this score if it is better than the worst one here, or if there is
  /// room.
  void offer(Database database, long entry, long score) {
    int same = find(database.index(), entry);
    if (same >= 0) {
      if (scores[same] == score) {
        return;
      }
      remove(same);
    }
    if (count == SIZE) {
      if (score <= scores[0]) {
        return;
      }
      remove(0);
    }
    int at = count;
    while (at > 0 && scores[at - 1] >= score) {
      move(at - 1, at);
      at--;
    }
    scores[at] = score;
    entries[at] = entry;
    databases[at] = database.index();
    keys[at] = database.keyOf(entry);
    count++;
  }

  private int find(int database, long entry) {
    for (int i = 0; i < count; i++) {
      if (entries[i] == entry && databases[i] == database) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int place) {
    for (int i = place + 1; i < count; i++) {
      move(i, i - 1);
    }
    count--;
  }

  private void move(int from, int to) {
    scores[to] = scores[from];
    entries[to] = entries[from];
    databases[to] = databases[from];
    keys[to] = keys[from];
  }
}
