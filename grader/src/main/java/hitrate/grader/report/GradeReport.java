package hitrate.grader.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The result of one grading run.
///
/// @param exercise the exercise's id
/// @param title the exercise's title
/// @param target the cache it ran against, without password
/// @param isolation what held the learner's JVM: `namespaces` or `process`
/// @param started when the run began
/// @param took how long it took in all
/// @param problem what kept every test from running, compile errors above all; empty when they ran
/// @param tests the results in the order of the task
public record GradeReport(
    String exercise,
    String title,
    String target,
    String isolation,
    Instant started,
    Duration took,
    String problem,
    List<TestResult> tests) {

  public GradeReport {
    tests = List.copyOf(tests);
  }

  /// The points earned.
  public int score() {
    return tests.stream().mapToInt(TestResult::score).sum();
  }

  /// The points that can be earned.
  public int maxScore() {
    return tests.stream().mapToInt(TestResult::points).sum();
  }

  /// Whether every test passed.
  public boolean passed() {
    return problem.isEmpty() && !tests.isEmpty() && tests.stream().allMatch(TestResult::passed);
  }

  /// The first test that did not pass, in the order of the task.
  public Optional<TestResult> firstFailure() {
    return tests.stream().filter(test -> !test.passed()).findFirst();
  }
}
