package hitrate.engine.node;

import java.util.List;
import java.util.Locale;

/// How far something has come that takes long.
///
/// @param what names it, as `Loading`
/// @param done bytes or keys
/// @param keys that have been read; -1 when it is keys that are counted
/// @param millis for which it has been going on
record Progress(String what, long done, long total, long keys, long millis) {
  private static final int NO_KEYS = -1;
  private static final int SHORTEST_BAR = 10;
  private static final int LONGEST_BAR = 30;
  private static final int BRACKETS = 3; // and a space
  private static final int PERCENT = 100;
  private static final long MINUTES_FROM = 100;

  /// Something that takes its time over bytes.
  static Progress ofBytes(String what, long done, long total, long keys, long millis) {
    return new Progress(what, done, total, keys, millis);
  }

  /// Something that takes its time over keys.
  static Progress ofKeys(String what, long done, long total, long millis) {
    return new Progress(what, done, total, NO_KEYS, millis);
  }

  /// It as a line of at most so many columns: as much of it as they can hold.
  String text(int columns) {
    String head = what + " " + percent() + "%";
    for (String tail : List.of(amount() + keysRead() + left(), amount() + left(), left())) {
      int bar = columns - head.length() - tail.length() - BRACKETS;
      if (bar >= SHORTEST_BAR) {
        return head + " [" + bar(Math.min(bar, LONGEST_BAR)) + "]" + tail;
      }
    }
    for (String text : List.of(head + left(), head, percent() + "%")) {
      if (text.length() <= columns) {
        return text;
      }
    }
    return "";
  }

  private long percent() {
    return total <= 0 ? 0 : Math.clamp((long) (done * (double) PERCENT / total), 0, PERCENT);
  }

  private String bar(int length) {
    int full = (int) (length * percent() / PERCENT);
    String arrow = full < length ? ">" : "";
    return "=".repeat(full) + arrow + " ".repeat(length - full - arrow.length());
  }

  private String amount() {
    return keys == NO_KEYS
        ? " %d of %d keys".formatted(done, total)
        : " " + bytes(done) + " of " + bytes(total);
  }

  private String keysRead() {
    return keys == NO_KEYS ? "" : ", " + keys + " keys";
  }

  private String left() {
    if (done <= 0) {
      return "";
    }
    long seconds = Math.round(millis * ((double) Math.max(total - done, 0) / done) / 1000);
    return seconds < MINUTES_FROM
        ? ", " + seconds + " s left"
        : ", " + Math.ceilDiv(seconds, 60) + " min left";
  }

  private static String bytes(long count) {
    String units = "KMGTPE";
    double amount = count / 1024.0;
    int unit = 0;
    while (amount >= 1000 && unit < units.length() - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", amount, units.charAt(unit));
  }
}
