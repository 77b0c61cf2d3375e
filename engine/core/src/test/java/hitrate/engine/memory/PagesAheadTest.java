package hitrate.engine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// A region whose pages are made ahead of its use holds what is written to it all the same.
class PagesAheadTest {
  private static final long BYTES = 1L << 30;
  private static final long USED = 48L << 20;
  private static final int STRIDE = 4096;

  private static void fill(Region region, Runnable afterEachMegabyte) {
    for (long at = 0; at < USED; at += STRIDE) {
      if (at % (1 << 20) == 0) {
        region.ensure(at + (1 << 20));
        afterEachMegabyte.run();
      }
      region.putLong(at, at);
    }
    for (long at = 0; at < USED; at += STRIDE) {
      assertEquals(at, region.getLong(at));
    }
  }

  @Test
  void pagesAreMadeInTimeOrLateOrNever() {
    var tasks = new ArrayDeque<Runnable>();
    try (Region inTime = Region.reserve(BYTES);
        Region late = Region.reserve(BYTES);
        Region never = Region.reserve(BYTES)) {
      inTime.prepareAhead(Runnable::run);
      fill(inTime, () -> {});
      late.prepareAhead(tasks::add);
      fill(late, () -> runHalf(tasks));
      tasks.clear();
      never.prepareAhead(tasks::add);
      fill(never, () -> {});
    }
    tasks.forEach(Runnable::run); // of memory that is gone
  }

  private static void runHalf(Queue<Runnable> tasks) {
    for (int left = tasks.size() / 2; left > 0; left--) {
      tasks.remove().run();
    }
  }

  @Test
  void theLastPagesOfARegionAreMadeToo() {
    try (Region region = Region.reserve(1L << 28)) {
      region.prepareAhead(Runnable::run);
      region.ensure(1L << 28);
      region.putLong((1L << 28) - 8, 7);
      assertEquals(7, region.getLong((1L << 28) - 8));
    }
  }
}
