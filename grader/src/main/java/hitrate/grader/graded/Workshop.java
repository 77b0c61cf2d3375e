package hitrate.grader.graded;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.isolation.LearnerJvm;
import hitrate.grader.isolation.LearnerJvms;
import hitrate.grader.target.TargetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the tests of one grading run share: the exercise, JVMs for the learner's classes, the
/// address of the cache, and what the learner's code printed in each test.
public final class Workshop {
  private final Exercise exercise;
  private final LearnerJvms jvms;
  private final TargetAddress target;
  private final Map<String, String> printed = new ConcurrentHashMap<>();

  public Workshop(Exercise exercise, LearnerJvms jvms, TargetAddress target) {
    this.exercise = exercise;
    this.jvms = jvms;
    this.target = target;
  }

  /// The exercise under test.
  public Exercise exercise() {
    return exercise;
  }

  TargetAddress target() {
    return target;
  }

  LearnerJvms jvms() {
    return jvms;
  }

  /// Ends the test `name`.
  void finish(LearnerJvm used, String name) {
    printed.put(name, used.finish());
  }

  /// What the learner's code printed during the test `name`.
  public String printedIn(String name) {
    return printed.getOrDefault(name, "");
  }
}
