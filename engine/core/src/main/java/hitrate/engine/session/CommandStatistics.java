package hitrate.engine.session;

import java.util.Arrays;

/// Counts per command, by [hitrate.engine.command.Command#number()].
public final class CommandStatistics {
  private final long[] calls;
  private final long[] nanos;
  private final long[] rejected;
  private final long[] failed;
  private long total;

  public CommandStatistics(int commands) {
    calls = new long[commands];
    nanos = new long[commands];
    rejected = new long[commands];
    failed = new long[commands];
  }

  void call(int command) {
    calls[command]++;
    total++;
  }

  void time(int command, long spentNanos) {
    nanos[command] += spentNanos;
  }

  void reject(int command) {
    rejected[command]++;
  }

  void fail(int command) {
    failed[command]++;
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
    total = 0;
  }
}
