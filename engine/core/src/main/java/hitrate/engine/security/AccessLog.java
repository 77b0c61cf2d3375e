package hitrate.engine.security;

import hitrate.engine.world.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was refused lately (ACL LOG), the newest first. The same refusal again within a minute only
/// counts the entry up.
final class AccessLog {
  private static final long SAME_FOR_MILLIS = 60_000;
  private static final int LOOKED_THROUGH = 10; // for the same refusal, as many as the real server

  private final Clock clock;
  private final List<Entry> entries = new ArrayList<>();
  private int most = 128;

  /// One entry.
  static final class Entry {
    final Denial.Reason reason;
    final String context;
    final String object;
    final String user;
    String client;
    long count = 1;
    private long millis;

    Entry(Denial.Reason reason, String context, String object, String user, String client) {
      this.reason = reason;
      this.context = context;
      this.object = object;
      this.user = user;
      this.client = client;
    }

    String reasonName() {
      return reason.name().toLowerCase(Locale.ROOT);
    }

    private boolean isLike(Entry other) {
      return reason == other.reason
          && context.equals(other.context)
          && object.equals(other.object)
          && user.equals(other.user)
          && Math.abs(millis - other.millis) <= SAME_FOR_MILLIS;
    }
  }

  AccessLog(Clock clock) {
    this.clock = clock;
  }

  void most(int entriesAtMost) {
    most = entriesAtMost;
    trim();
  }

  void add(Entry entry) {
    entry.millis = clock.millis();
    for (int i = 0; i < Math.min(entries.size(), LOOKED_THROUGH); i++) {
      Entry before = entries.get(i);
      if (before.isLike(entry)) {
        before.count++;
        before.millis = entry.millis;
        before.client = entry.client;
        entries.add(0, entries.remove(i));
        return;
      }
    }
    entries.add(0, entry);
    trim();
  }

  private void trim() {
    while (entries.size() > most) {
      entries.removeLast();
    }
  }

  void clear() {
    entries.clear();
  }

  /// The newest ones.
  List<Entry> newest(long count) {
    return entries.subList(0, Math.clamp(count, 0, entries.size()));
  }

  double ageSeconds(Entry entry) {
    return (clock.millis() - entry.millis) / 1000.0;
  }
}
