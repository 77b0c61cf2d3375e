package hitrate.grader.report;

import java.time.Duration;
import java.util.List;

/// The result of one graded test.
///
/// @param name the test's name: `countsUpFromOne`
/// @param number the number of the sentence of the task: `1a`
/// @param sentence that sentence
/// @param points what passing earns
/// @param passed whether it passed
/// @param observed what was observed, empty for a passed test
/// @param expected what was expected; empty where the sentence says it all
/// @param frames where in the learner's code it happened, innermost first
/// @param printed what the learner's code printed meanwhile
/// @param took how long it took, starting the learner's JVM aside
public record TestResult(
    String name,
    String number,
    String sentence,
    int points,
    boolean passed,
    String observed,
    String expected,
    List<String> frames,
    String printed,
    Duration took) {

  public TestResult {
    frames = List.copyOf(frames);
  }

  /// A test that has not run: it counts as failed for `reason`.
  public static TestResult notRun(
      String name, String number, String sentence, int points, String reason) {
    return new TestResult(
        name, number, sentence, points, false, reason, "", List.of(), "", Duration.ZERO);
  }

  /// What it earned.
  public int score() {
    return passed ? points : 0;
  }
}
