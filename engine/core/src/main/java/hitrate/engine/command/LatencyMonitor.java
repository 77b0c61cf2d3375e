package hitrate.engine.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Notes what held up the node for long, by kind of event, as LATENCY shows it: for each kind the
/// last 160 seconds in which there was something, with the longest time of each.
public final class LatencyMonitor {
  private static final int MOST_SAMPLES = 160;

  /// The longest delay of one second.
  ///
  /// @param seconds since 1970
  public record Sample(long seconds, long millis) {}

  /// One kind of event.
  public static final class Series {
    private final ArrayDeque<Sample> samples = new ArrayDeque<>(); // the latest last
    private long worst;

    private void add(long seconds, long millis) {
      worst = Math.max(worst, millis);
      Sample last = samples.peekLast();
      if (last != null && last.seconds == seconds) {
        samples.removeLast();
        samples.add(new Sample(seconds, Math.max(last.millis, millis)));
        return;
      }
      if (samples.size() == MOST_SAMPLES) {
        samples.removeFirst();
      }
      samples.add(new Sample(seconds, millis));
    }

    /// The oldest first, at least one.
    public List<Sample> samples() {
      return List.copyOf(samples);
    }

    public Sample latest() {
      return samples.getLast();
    }

    /// The longest delay since the last reset, in milliseconds.
    public long worst() {
      return worst;
    }
  }

  private final Map<String, Series> events = new TreeMap<>();
  private long thresholdMillis;

  /// Delays of so many milliseconds and more are noted, none when it is 0
  /// (`latency-monitor-threshold`).
  public void thresholdMillis(long millis) {
    thresholdMillis = millis;
  }

  public long thresholdMillis() {
    return thresholdMillis;
  }

  /// The same in nanoseconds; the largest number when nothing is noted.
  public long thresholdNanos() {
    return thresholdMillis == 0 || thresholdMillis > Long.MAX_VALUE / 1_000_000
        ? Long.MAX_VALUE
        : thresholdMillis * 1_000_000;
  }

  /// Notes that something held up the node, if it was for long enough.
  public void note(String event, long seconds, long nanos) {
    if (nanos >= thresholdNanos()) {
      events.computeIfAbsent(event, name -> new Series()).add(seconds, nanos / 1_000_000);
    }
  }

  /// The kinds of which there was something.
  public Map<String, Series> events() {
    return events;
  }

  public @Nullable Series series(String event) {
    return events.get(event);
  }

  /// Forgets some kinds, or all when none is named; answers how many there were.
  public int reset(List<String> names) {
    int before = events.size();
    if (names.isEmpty()) {
      events.clear();
    } else {
      new ArrayList<>(names).forEach(events::remove);
    }
    return before - events.size();
  }
}
