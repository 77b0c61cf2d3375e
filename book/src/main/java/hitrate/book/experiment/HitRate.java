package hitrate.book.experiment;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.engine.client.RespClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/// The same readers before a cache with a short, a medium and a long time to live: what the
/// database still has to answer once the cache is warm.
final class HitRate implements Experiment {

  private static final int[] TIMES_TO_LIVE = {10, 60, 600};
  private static final int WARM_UP = 900;
  private static final int MEASURED = 900;

  @Override
  public String name() {
    return "hit-rate";
  }

  @Override
  public String summary() {
    return "a shop behind a cache with a time to live of 10, 60 and 600 seconds";
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public Findings run() throws Exception {
    List<String> lines = new ArrayList<>();
    var figures = new HashMap<String, String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d products, %d reads a second, 15 minutes after a warm-up of 15",
            Shop.PRODUCTS,
            Shop.READS_PER_SECOND));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %10s %10s %12s %14s",
            "time to live",
            "reads",
            "queries",
            "hit rate",
            "queries/s"));
    double before = 0;
    for (int seconds : TIMES_TO_LIVE) {
      try (Stage stage = Stages.fresh();
          RespClient cache = stage.connect()) {
        var shop = new Shop(stage, cache, Duration.ofSeconds(seconds));
        shop.serve(WARM_UP);
        long reads = -shop.reads();
        long queries = -shop.queries();
        shop.serve(MEASURED);
        reads += shop.reads();
        queries += shop.queries();
        String hitRate = Figures.percent(1 - (double) queries / reads);
        String perSecond = Figures.decimal((double) queries / MEASURED);
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %,10d %,10d %12s %14s",
                seconds + " s",
                reads,
                queries,
                hitRate,
                perSecond));
        figures.put("rate-" + seconds, hitRate);
        figures.put("queries-" + seconds, perSecond);
        figures.put("saved-" + seconds, Figures.decimal(before - (double) queries / MEASURED));
        before = (double) queries / MEASURED;
      }
    }
    figures.put("products", String.format(Locale.ROOT, "%,d", Shop.PRODUCTS));
    figures.put("reads-per-second", Integer.toString(Shop.READS_PER_SECOND));
    return new Findings(lines, figures);
  }
}
