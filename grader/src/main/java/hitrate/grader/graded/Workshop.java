package hitrate.grader.graded;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.isolation.Failure;
import hitrate.grader.isolation.LearnerJvm;
import hitrate.grader.isolation.LearnerJvms;
import hitrate.grader.isolation.SubmissionFailure;
import hitrate.grader.target.TargetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the tests of one grading run share: the exercise, JVMs for the learner's classes, the
/// address of the cache, and what the learner's code printed in each test.
public final class Workshop {
  private final Exercise exercise;
  private final LearnerJvms jvms;
  private final TargetAddress target;
  private final Map<String, String> printed = new ConcurrentHashMap<>();

  private final Duration total;
  private final long startedNanos = System.nanoTime();

  /// A workshop whose time begins now.
  public Workshop(Exercise exercise, LearnerJvms jvms, TargetAddress target, Duration total) {
    this.exercise = exercise;
    this.jvms = jvms;
    this.target = target;
    this.total = total;
  }

  /// The exercise under test.
  public Exercise exercise() {
    return exercise;
  }

  TargetAddress target() {
    return target;
  }

  /// A JVM in which a test has just begun.
  LearnerJvm begin() {
    if (System.nanoTime() - startedNanos > total.toNanos()) {
      throw new SubmissionFailure(new Failure.NoTimeLeft(total));
    }
    return jvms.begin();
  }

  /// Ends the test `name`.
  ///
  /// @throws SubmissionFailure when it left something behind that costs it its points
  void finish(LearnerJvm used, String name) {
    printed.put(name, used.finish());
    used.forbidStrays();
  }

  /// What the learner's code printed during the test `name`.
  public String printedIn(String name) {
    return printed.getOrDefault(name, "");
  }
}
