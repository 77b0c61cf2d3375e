package hitrate.engine.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.LatencyMonitor.Series;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What is expected here is what a real redis-server 7.0.15 showed after delays of these lengths.
class LatencyTextTest {

  private static final long MILLI = 1_000_000;

  private final LatencyMonitor monitor = new LatencyMonitor();

  @Test
  void barsShowTheDelaysBetweenTheLeastAndTheLargest() {
    monitor.thresholdMillis(1);
    note(10, 30, 2, 120, 50);
    assertEquals(
        """
        command - high 120 ms, low 2 ms (all time high 120 ms)
        --------------------------------------------------------------------------------
           #\s
           |\s
           |o
        _#_||
            \s
        65432
        sssss
        """,
        LatencyText.graph("command", series(), 1006));
  }

  @Test
  void oneDelayIsABarOfTheLeastHeight() {
    monitor.thresholdMillis(1);
    note(20);
    assertEquals(
        """
        command - high 20 ms, low 20 ms (all time high 20 ms)
        --------------------------------------------------------------------------------
        \s
        \s
        \s
        _
        \s
        0
        s
        """,
        LatencyText.graph("command", series(), 1000));
  }

  @Test
  void theReportAddsUpAndAdvises() {
    monitor.thresholdMillis(1);
    note(10, 30, 2, 120, 50);
    String report = LatencyText.report(monitor, 10_000, 1006);
    assertTrue(
        report.contains(
            "1. command: 5 latency spikes (average 42ms, mean deviation 34ms, period 1.20 sec)."
                + " Worst all time event 120ms.\n\n"
                + "I have a few advices for you:\n\n"
                + "- Your current"),
        report);
    assertTrue(LatencyText.report(monitor, -1, 1006).contains("Try to enable the Slow Log"));
    assertTrue(LatencyText.report(monitor, 1000, 1006).contains("\n\n- Check your Slow Log"));
  }

  @Test
  void ofOneSecondTheLongestDelayIsKeptAndOf160Seconds() {
    monitor.thresholdMillis(5);
    monitor.note("command", 7, 4 * MILLI);
    assertTrue(monitor.events().isEmpty());
    monitor.note("command", 7, 9 * MILLI);
    monitor.note("command", 7, 6 * MILLI);
    assertEquals(List.of(new LatencyMonitor.Sample(7, 9)), series().samples());
    for (int i = 0; i < 200; i++) {
      monitor.note("command", 8 + i, 5 * MILLI);
    }
    assertEquals(160, series().samples().size());
    assertEquals(9, series().worst());
    assertEquals(1, monitor.reset(List.of("nosuch", "command")));
    assertEquals(0, monitor.reset(List.of()));
  }

  private Series series() {
    return Objects.requireNonNull(monitor.series("command"));
  }

  private void note(long... millis) {
    for (int i = 0; i < millis.length; i++) {
      monitor.note("command", 1000 + i, millis[i] * MILLI);
    }
  }
}
