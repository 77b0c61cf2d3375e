package hitrate.engine.session;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hashes whose fields expire answer as maps with times do, whatever happens to them.
class FieldExpiryHistoryTest {
  @ParameterizedTest
  @CsvSource({
    "1, 512, 12, 6000", // packed
    "2, 5, 12, 6000", // in between
    "3, 0, 12, 6000", // large
    "4, 100, 600, 3000", // more expire than go at once
    "5, 0, 600, 3000",
    "6, 512, 600, 3000"
  })
  void everyReplyIsThatOfMapsWithTimes(long seed, int packedEntries, int fields, int steps) {
    try (var history = new FieldHistory(seed, packedEntries, fields)) {
      for (int step = 0; step < steps; step++) {
        try {
          history.next();
        } catch (AssertionError wrong) {
          throw new AssertionError("seed " + seed + ", step " + step, wrong);
        }
      }
      history.end();
    }
  }
}
