package hitrate.engine.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is wanted of a sorted order is right. Which of equal elements comes first is compared with
/// the real server, in `RandomFamiliesTest`.
class PartialSortTest {
  @Test
  void thePlacesThatAreWantedAreThoseOfTheSortedOrder() {
    var choices = Choices.seeded(1);
    for (int i = 0; i < 2_000; i++) {
      int size = choices.below(200);
      int values = 1 + choices.below(300);
      var list = new ArrayList<>(choices(choices, size, values));
      int from = choices.below(size + 1);
      int to = from + choices.below(size - from + 1);
      var sorted = list.stream().sorted().toList();
      PartialSort.sort(list, Comparator.naturalOrder(), from, to);
      assertEquals(sorted.subList(from, to), list.subList(from, to));
      assertEquals(sorted, list.stream().sorted().toList());
    }
  }

  private static List<Integer> choices(Choices choices, int size, int values) {
    return IntStream.range(0, size).mapToObj(_ -> choices.below(values)).toList();
  }

  /// Somebody who decides only when asked which element is greater, and always so that the pivot
  /// was a bad one (McIlroy, "A Killer Adversary for Quicksort", 1999).
  private static final class Adversary implements Comparator<Integer> {
    private final int[] values;
    private int decided;
    private int candidate;
    private long asked;

    Adversary(int size) {
      values = new int[size];
      Arrays.fill(values, size);
    }

    @Override
    public int compare(Integer one, Integer other) {
      asked++;
      if (isOpen(one) && isOpen(other)) {
        values[one == candidate ? one : other] = decided++;
      }
      if (isOpen(one)) {
        candidate = one;
      } else if (isOpen(other)) {
        candidate = other;
      }
      return Integer.compare(values[one], values[other]);
    }

    private boolean isOpen(int element) {
      return values[element] == values.length;
    }
  }

  @Test
  void noInputMakesItSlow() {
    int size = 30_000;
    var adversary = new Adversary(size);
    var list = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    PartialSort.sort(list, adversary, 0, size);
    assertTrue(adversary.asked < 100L * size, adversary.asked + " comparisons");
  }
}
