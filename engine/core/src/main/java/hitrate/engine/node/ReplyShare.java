package hitrate.engine.node;

/// How much of what is written before the turn's end is a client's share, as far as CLIENT LIST
/// tells (`rbs`, `rbp`) and as it counts in `maxmemory-clients`.
///
/// The real server gives each client an array for replies. It begins with 16 KB, shrinks to what
/// the client has used at most when that was less than half, and doubles when it was all of it.
/// Here all replies of a turn are in one array, and the share of it is reckoned in the same way.
final class ReplyShare {
  /// The share that a client begins with, and the largest.
  static final int LARGEST = 16 * 1024;

  static final int SMALLEST = 1024;

  private int room = LARGEST;
  private int peak = LARGEST;
  private long peakSince = Long.MIN_VALUE / 2; // the first peak is only where it begins

  int room() {
    return room;
  }

  int peak() {
    return peak;
  }

  /// Notes how many bytes of replies the client gets at once.
  void uses(int bytes) {
    if (bytes > peak) {
      peak = Math.min(bytes, room);
    }
  }

  /// Follows what the client has used; to be called again and again.
  ///
  /// @param pending bytes of replies that the client has not taken
  /// @param peakMillis for how long a peak counts, negative for ever
  void follow(long pending, long nowMillis, long peakMillis, NodeCounters counters) {
    if (room / 2 >= SMALLEST && peak < room / 2) {
      room = Math.max(SMALLEST, peak + 1);
      counters.replySharesShrunk++;
    } else if (room < LARGEST && peak == room) {
      room = Math.min(LARGEST, 2 * room);
      counters.replySharesGrown++;
    }
    if (peakMillis >= 0 && nowMillis - peakSince > peakMillis) {
      peak = (int) Math.min(pending, room);
      peakSince = nowMillis;
    }
  }
}
