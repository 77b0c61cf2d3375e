package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.world.Entropy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often a key was used, counted in eight bits: each further count is rarer than the one
/// before, and time takes counts away.
class AccessMarksTest {
  private static final int KEYS = 20;

  private final AccessMarks marks = new AccessMarks(Entropy.seeded(3));

  @BeforeEach
  void countUses() {
    marks.countUses(true);
    marks.decayMinutes(1);
    marks.setNow(60_000L * 1_000_000);
  }

  /// From `5` on, the next count takes one use in `(count - 5) * factor + 1`.
  @ParameterizedTest
  @CsvSource({"0, 100", "1, 1000", "10, 1000", "10, 20000", "100, 20000"})
  void aCountGrowsByTheLogarithmOfUses(int factor, int uses) {
    marks.logFactor(factor);
    double sum = 0;
    for (int key = 0; key < KEYS; key++) {
      int mark = marks.fresh();
      for (int i = 0; i < uses; i++) {
        mark = marks.used(mark);
      }
      sum += marks.uses(mark);
    }
    double used = 0;
    int expected = 5;
    while (expected < 255 && used < uses) {
      used += (expected - 5.0) * factor + 1;
      expected++;
    }
    assertEquals(expected, sum / KEYS, expected * 0.1 + 1);
  }

  @Test
  void eachStretchWithoutUseTakesOneAway() {
    int mark = marks.usedSo(100);
    marks.decayMinutes(3);
    marks.setNow(60_000L * (1_000_000 + 2));
    assertEquals(100, marks.uses(mark));
    marks.setNow(60_000L * (1_000_000 + 3));
    assertEquals(99, marks.uses(mark));
    marks.setNow(60_000L * (1_000_000 + 31));
    assertEquals(90, marks.uses(mark));
    marks.setNow(60_000L * (1_000_000 + 3000));
    assertEquals(0, marks.uses(mark));
    marks.decayMinutes(0);
    assertEquals(100, marks.uses(mark));
  }

  @Test
  void minutesGoRoundAfterSixteenBits() {
    marks.setNow(60_000L * 65_530);
    int mark = marks.usedSo(50);
    marks.setNow(60_000L * 65_540);
    assertEquals(41, marks.uses(mark));
  }
}
