package hitrate.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  @Test
  void onlyTheItemsThatMatterStay() {
    List<Integer> failing = IntStream.range(0, 1000).boxed().toList();
    List<Integer> small =
        Shrinker.shrink(
            failing, list -> list.contains(137) && list.contains(901), i -> List.of(), 10_000);
    assertEquals(List.of(137, 901), small);
  }

  @Test
  void itemsBecomeAsSimpleAsTheFailureAllows() {
    List<Integer> small =
        Shrinker.shrink(
            List.of(5, 870, 12),
            list -> list.stream().anyMatch(i -> i >= 100),
            i -> i == 0 ? List.of() : List.of(i / 2, i - 1),
            10_000);
    assertEquals(List.of(100), small);
  }

  @Test
  void itStopsWhenTheTriesAreUsedUp() {
    var tries = new AtomicInteger();
    var small =
        Shrinker.shrink(
            IntStream.range(0, 1000).boxed().toList(),
            list -> tries.incrementAndGet() > 0 && list.contains(999),
            i -> List.of(i),
            50);
    assertTrue(small.contains(999));
    assertEquals(50, tries.get());
  }
}
