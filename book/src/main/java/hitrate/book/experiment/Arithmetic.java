package hitrate.book.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The formula of the mean read, as a table.
final class Arithmetic implements Experiment {

  private static final double LOOKUP_MILLIS = 0.5;
  private static final double QUERY_MILLIS = 20;
  private static final int READS_PER_SECOND = 10_000;
  private static final int[] PERCENT = {0, 50, 80, 90, 95, 98, 99};

  @Override
  public String name() {
    return "arithmetic";
  }

  @Override
  public String summary() {
    return "mean read and database load for hit rates from 0 to 99%, by the formula";
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public Findings run() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "lookup %s ms, query %.0f ms, %,d reads a second",
            LOOKUP_MILLIS,
            QUERY_MILLIS,
            READS_PER_SECOND));
    lines.add(String.format(Locale.ROOT, "%-10s %12s %14s", "hit rate", "mean read", "queries/s"));
    for (int percent : PERCENT) {
      double missRate = (100 - percent) / 100.0;
      double mean = LOOKUP_MILLIS + missRate * QUERY_MILLIS;
      lines.add(
          String.format(
              Locale.ROOT,
              "%-10s %12s %,14.0f",
              percent + "%",
              String.format(Locale.ROOT, "%.1f ms", mean),
              missRate * READS_PER_SECOND));
    }
    return new Findings(lines, Map.of());
  }
}
