package hitrate.book.experiment;

import java.util.List;
import java.util.stream.Collectors;

/// All experiments, in the order of the book.
public final class Experiments {

  private static final List<Experiment> ALL =
      List.of(new Ladder(), new Arithmetic(), new HitRate(), new ColdStart(), new RoundTrips());

  private Experiments() {}

  /// Every experiment.
  public static List<Experiment> all() {
    return ALL;
  }

  /// The experiment called `name`.
  ///
  /// @throws IllegalArgumentException when there is none; the message lists those there are
  public static Experiment named(String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("no experiment '" + name + "'; there are: " + names()));
  }

  private static String names() {
    return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
  }
}
