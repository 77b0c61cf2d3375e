package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The calls that took long, the latest first, as SLOWLOG shows them.
public final class SlowLog {
  private static final int MOST_WORDS = 32;
  private static final int MOST_BYTES = 128;
  private static final Bytes REDACTED = Bytes.of("(redacted)");

  /// One call. Its words are cut: at most 32 of them, and 128 bytes of each.
  ///
  /// @param id unique, rising by 1
  /// @param seconds when it ended, since 1970
  /// @param micros how long it took
  /// @param address of the client
  /// @param name that the client gave itself
  public record Entry(
      long id, long seconds, long micros, List<Bytes> words, String address, Bytes name) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long thresholdNanos = Long.MAX_VALUE;
  private long limit;
  private long nextId;

  /// Calls of this many microseconds or more are kept, none when it is negative
  /// (`slowlog-log-slower-than`).
  public void thresholdMicros(long micros) {
    thresholdNanos = micros < 0 || micros > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : micros * 1000;
  }

  public long thresholdNanos() {
    return thresholdNanos;
  }

  /// How many calls are kept (`slowlog-max-len`). Takes effect with the next slow call.
  public void limit(long count) {
    limit = count;
  }

  /// Notes a call.
  public void add(long seconds, long nanos, Args words, String address, Bytes name) {
    entries.addFirst(new Entry(nextId++, seconds, nanos / 1000, cut(words), address, name));
    while (entries.size() > limit) {
      entries.removeLast();
    }
  }

  private static List<Bytes> cut(Args words) {
    int count = words.count();
    int shown = Math.min(count, MOST_WORDS);
    var cut = new ArrayList<Bytes>(shown);
    for (int i = 0; i < shown; i++) {
      if (i == MOST_WORDS - 1 && count > MOST_WORDS) {
        cut.add(Bytes.of("... (" + (count - MOST_WORDS + 1) + " more arguments)"));
      } else {
        cut.add(words.isRedacted(i) ? REDACTED : cut(words, i));
      }
    }
    return List.copyOf(cut);
  }

  private static Bytes cut(Args words, int index) {
    int length = words.length(index);
    int start = words.start(index);
    if (length <= MOST_BYTES) {
      return Bytes.copyOf(words.array(), start, start + length);
    }
    byte[] rest =
        ("... (" + (length - MOST_BYTES) + " more bytes)").getBytes(StandardCharsets.US_ASCII);
    var bytes = new byte[MOST_BYTES + rest.length];
    System.arraycopy(words.array(), start, bytes, 0, MOST_BYTES);
    System.arraycopy(rest, 0, bytes, MOST_BYTES, rest.length);
    return Bytes.wrap(bytes);
  }

  public int size() {
    return entries.size();
  }

  /// The latest `count` calls or fewer.
  public List<Entry> latest(long count) {
    return entries.stream().limit(count).toList();
  }

  public void clear() {
    entries.clear();
  }
}
