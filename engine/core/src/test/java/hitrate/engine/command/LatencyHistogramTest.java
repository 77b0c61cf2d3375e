package hitrate.engine.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times are told apart where the real server tells them apart.
class LatencyHistogramTest {
  /// What a redis-server 7.0.15 showed as p50 of calls that took so long.
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "255, 255",
    "256, 257",
    "1000, 1003",
    "3000, 3007",
    "6000, 6015",
    "9000, 9023",
    "13000, 13055",
    "27000, 27007",
    "32000, 32127",
    "78000, 78335",
    "5000000000, 1002438655"
  })
  void aTimeIsShownAsTheLongestThatCountsAsEqual(long nanos, long shown) {
    var histogram = new LatencyHistogram();
    histogram.count(LatencyHistogram.slotOf(nanos));
    assertEquals(shown, histogram.atPercentile(50));
    assertEquals(shown, histogram.atPercentile(100));
  }

  @Test
  void percentilesCountCalls() {
    var histogram = new LatencyHistogram();
    for (int i = 1; i <= 100; i++) {
      histogram.count(LatencyHistogram.slotOf(i));
    }
    assertEquals(100, histogram.total());
    assertEquals(50, histogram.atPercentile(50));
    assertEquals(99, histogram.atPercentile(99));
    assertEquals(100, histogram.atPercentile(99.9));
    assertEquals(1, histogram.atPercentile(0));
  }

  @Test
  void doublingsEndWhereThoseOfTheRealServerEnd() {
    long[] shown = {1, 2, 4, 8, 16, 33, 66, 132, 264, 528, 1056, 2113, 4227};
    for (int i = 0; i < shown.length; i++) {
      assertEquals(shown[i], LatencyHistogram.microsUpTo(10 + i));
    }
  }
}
