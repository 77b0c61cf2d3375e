package hitrate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void theMedianIsTheMiddleOfTheSortedValues() {
    assertEquals(3, new Figures(List.of(9.0, 3.0, 1.0)).median());
    assertEquals(2.5, new Figures(List.of(4.0, 1.0, 2.0, 3.0)).median());
  }

  @Test
  void ratiosAreTakenPairByPairAndOnlyThenSorted() {
    var ratios = Figures.ratios(List.of(10.0, 30.0, 20.0), List.of(10.0, 10.0, 40.0));
    assertEquals("1.00 (0.50..3.00)", ratios.text(2));
  }
}
