package hitrate.engine.session;

import hitrate.engine.command.LatencyHistogram;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts per command, by [hitrate.engine.command.Command#number()], and per code of an error.
public final class CommandStatistics {
  private static final int LONGEST_CODE = 30;

  private final Map<String, Long> errors = new TreeMap<>();
  private final long[] calls;
  private final long[] nanos;
  private final long[] rejected;
  private final long[] failed;
  private final @Nullable LatencyHistogram[] histograms; // made when a command is first timed
  private boolean tracking = true;
  private long total;

  public CommandStatistics(int commands) {
    calls = new long[commands];
    nanos = new long[commands];
    rejected = new long[commands];
    failed = new long[commands];
    histograms = new LatencyHistogram[commands];
  }

  void call(int command) {
    calls[command]++;
    total++;
  }

  /// Notes how long a command took; `slot` is [LatencyHistogram#slotOf] that time, given because
  /// the commands of a batch share one.
  void time(int command, long spentNanos, int slot) {
    spend(command, spentNanos);
    if (tracking) {
      LatencyHistogram histogram = histograms[command];
      if (histogram == null) {
        histogram = new LatencyHistogram();
        histograms[command] = histogram;
      }
      histogram.count(slot);
    }
  }

  /// Notes what a command took that is not done yet.
  void spend(int command, long spentNanos) {
    nanos[command] += spentNanos;
  }

  /// Turns the histograms on or off (`latency-tracking`).
  public void tracking(boolean on) {
    tracking = on;
  }

  public boolean isTracking() {
    return tracking;
  }

  /// How the command's times are spread, or null when it has not been timed.
  public @Nullable LatencyHistogram histogram(int command) {
    return histograms[command];
  }

  void reject(int command) {
    rejected[command]++;
  }

  void fail(int command) {
    failed[command]++;
  }

  /// Counts an error reply by its code: its first word, unless that is long.
  void error(String reply) {
    int end = reply.indexOf(' ');
    String code = end < 0 || end > LONGEST_CODE ? "ERR" : reply.substring(0, end);
    errors.merge(code, 1L, Long::sum);
  }

  /// How many errors were answered, by their codes.
  public Map<String, Long> errors() {
    return errors;
  }

  /// How often the command ran.
  public long calls(int command) {
    return calls[command];
  }

  /// How long it ran in all, in microseconds. Quick commands of one batch share its time equally.
  public long micros(int command) {
    return nanos[command] / 1000;
  }

  /// How often it was refused before it ran.
  public long rejected(int command) {
    return rejected[command];
  }

  /// How often it answered an error.
  public long failed(int command) {
    return failed[command];
  }

  /// Commands run since the start or the last reset.
  public long total() {
    return total;
  }

  /// Sets everything back to 0.
  public void reset() {
    for (long[] counts : new long[][] {calls, nanos, rejected, failed}) {
      Arrays.fill(counts, 0);
    }
    Arrays.fill(histograms, null);
    total = 0;
    errors.clear();
  }
}
