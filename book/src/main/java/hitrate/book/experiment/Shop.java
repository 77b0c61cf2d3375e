package hitrate.book.experiment;

import hitrate.book.transcript.Stage;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/// A shop's readers before a cache: every second some of them ask for a product's page, popular
/// products more often than others (Zipf: the product of rank r is asked for in proportion to 1/r).
/// The shop looks into the cache first, and on a miss asks the database and stores a copy.
///
/// The seconds are those of the stage's clock, and chance is seeded, so that every run is the same.
final class Shop {

  static final int PRODUCTS = 2_000;
  static final int READS_PER_SECOND = 50;

  private final Random random = new Random(42);
  private final double[] popularity = popularity();
  private final RespClient cache;
  private final Stage stage;
  private final String timeToLive;
  private long reads;
  private long queries;

  Shop(Stage stage, RespClient cache, Duration timeToLive) {
    this.stage = stage;
    this.cache = cache;
    this.timeToLive = Long.toString(timeToLive.toSeconds());
  }

  /// Reads since the shop opened.
  long reads() {
    return reads;
  }

  /// Queries the database had to answer since the shop opened.
  long queries() {
    return queries;
  }

  /// Serves readers for some seconds.
  void serve(int seconds) throws InterruptedException {
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < READS_PER_SECOND; i++) {
        read("product:" + nextProduct());
      }
      stage.pass(Duration.ofSeconds(1));
    }
  }

  // tag::read[]
  private void read(String key) {
    reads++;
    if (cache.call("GET", key) instanceof Reply.Null) {
      queries++;
      cache.call("SET", key, "the page of " + key, "EX", timeToLive);
    }
  }

  // end::read[]

  private int nextProduct() {
    int found = Arrays.binarySearch(popularity, random.nextDouble());
    return 1 + (found < 0 ? -found - 1 : found);
  }

  /// The probability that the next reader asks for one of the products up to each rank.
  private static double[] popularity() {
    var cumulative = new double[PRODUCTS];
    double sum = 0;
    for (int rank = 1; rank <= PRODUCTS; rank++) {
      sum += 1.0 / rank;
      cumulative[rank - 1] = sum;
    }
    for (int i = 0; i < PRODUCTS; i++) {
      cumulative[i] /= sum;
    }
    return cumulative;
  }
}
