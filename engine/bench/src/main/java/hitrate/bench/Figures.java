package hitrate.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Repeated measurements of one thing.
record Figures(List<Double> values) {
  Figures {
    values = values.stream().sorted().toList();
  }

  double median() {
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  double least() {
    return values.getFirst();
  }

  double most() {
    return values.getLast();
  }

  /// The ratios of two series pair by pair.
  static Figures ratios(List<Double> ours, List<Double> theirs) {
    var ratios = new Double[ours.size()];
    Arrays.setAll(ratios, i -> ours.get(i) / theirs.get(i));
    return new Figures(List.of(ratios));
  }

  /// `median (least..most)` with so many decimals.
  String text(int decimals) {
    String form = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, form + " (" + form + ".." + form + ")", median(), least(), most());
  }
}
