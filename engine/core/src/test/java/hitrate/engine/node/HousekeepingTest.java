package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// What a node may spend on itself at a tick of its timer.
class HousekeepingTest {
  @Test
  void removingExpiredKeysTakesAShareOfTheTimeHoweverOftenTheTimerTicks() {
    assertEquals(25_000_000, Housekeeping.sweepNanos(10, 1));
    assertEquals(43_000_000, Housekeeping.sweepNanos(10, 10));
    assertEquals(500_000, Housekeeping.sweepNanos(500, 1));
    assertEquals(250_000_000, Housekeeping.sweepNanos(1, 1));
  }
}
