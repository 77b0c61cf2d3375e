package hitrate.labs.workbook;

import hitrate.labs.cli.Home;
import hitrate.labs.exercise.ExerciseRow;
import java.io.IOException;
import java.util.List;

/// The exercises and how far the learner is, as the page shows them.
@FunctionalInterface
interface Exercises {
  /// One exercise. `state` is `passed`, `started` or `open`; `points` of `maxPoints` were earned so
  /// far.
  record Item(String id, String title, String state, int points, int maxPoints) {}

  /// The exercises in the order in which they build on each other.
  List<Item> list() throws IOException;

  /// The exercises of a checkout with the learner's progress, read anew at each call.
  static Exercises of(Home home) {
    return () -> ExerciseRow.all(home).stream().map(Exercises::item).toList();
  }

  private static Item item(ExerciseRow row) {
    String state = row.done() ? "passed" : row.started() ? "started" : "open";
    return new Item(row.id(), row.title(), state, row.points(), row.maxPoints());
  }
}
