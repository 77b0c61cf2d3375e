package hitrate.labs.workbook;

import java.util.List;

/// The exercises and how far the learner is, as the page shows them.
@FunctionalInterface
interface Exercises {
  /// One exercise. `state` is `passed`, `started` or `open`; `passed` of `tests` tests pass, both 0
  /// where it was never graded.
  record Item(String id, String title, String state, int passed, int tests) {}

  /// No exercises.
  Exercises NONE = List::of;

  /// The exercises in the order in which they build on each other.
  List<Item> list();
}
