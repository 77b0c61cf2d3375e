package hitrate.book.experiment;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.engine.client.RespClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the database sees, minute by minute, when a cache begins empty.
final class ColdStart implements Experiment {

  private static final int MINUTES = 20;
  private static final Set<Integer> PRINTED = Set.of(1, 2, 5, 10, 11, 12, 15, 20);

  @Override
  public String name() {
    return "cold-start";
  }

  @Override
  public String summary() {
    return "the same shop, minute by minute, after its cache was emptied";
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public Findings run() throws Exception {
    List<String> lines = new ArrayList<>();
    var figures = new HashMap<String, String>();
    var chart =
        new BarChart(
            "cold-start",
            "A cold start",
            "Queries a second for each of twenty minutes: a high first minute, nearly none in the"
                + " tenth, a second peak in the eleventh.",
            "queries a second, by minute after the start");
    lines.add(
        String.format(
            Locale.ROOT,
            "time to live 600 s, %d reads a second, cache empty at first",
            Shop.READS_PER_SECOND));
    lines.add(
        String.format(
            Locale.ROOT, "%-10s %10s %12s %14s", "minute", "queries", "hit rate", "queries/s"));
    try (Stage stage = Stages.fresh();
        RespClient cache = stage.connect()) {
      var shop = new Shop(stage, cache, Duration.ofMinutes(10));
      for (int minute = 1; minute <= MINUTES; minute++) {
        long reads = -shop.reads();
        long queries = -shop.queries();
        shop.serve(60);
        reads += shop.reads();
        queries += shop.queries();
        chart.bar(Integer.toString(minute), queries / 60.0);
        if (PRINTED.contains(minute)) {
          String hitRate = Figures.percent(1 - (double) queries / reads);
          String perSecond = Figures.decimal(queries / 60.0);
          lines.add(
              String.format(
                  Locale.ROOT, "%-10d %,10d %12s %14s", minute, queries, hitRate, perSecond));
          figures.put("rate-" + minute, hitRate);
          figures.put("queries-" + minute, perSecond);
        }
      }
    }
    return new Findings(lines, figures, chart.svg());
  }
}
