package hitrate.grader.graded;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.isolation.Cage;
import hitrate.grader.isolation.Kit;
import hitrate.grader.isolation.LearnerJvm;
import hitrate.grader.isolation.Limits;
import hitrate.grader.target.TargetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the tests of one grading run share: the learner's classes, a JVM for them and the address
/// of the cache.
///
/// One JVM serves test after test as long as all is well; it is replaced when it came to its end or
/// when a test left threads running there, so that no test can take another's points.
public final class Workshop implements AutoCloseable {
  private final Exercise exercise;
  private final Kit kit;
  private final Cage cage;
  private final Limits limits;
  private final TargetAddress target;
  private final Map<String, String> printed = new ConcurrentHashMap<>();
  private @Nullable LearnerJvm jvm;

  /// A workshop whose first JVM is starting.
  public Workshop(Exercise exercise, Kit kit, Cage cage, Limits limits, TargetAddress target) {
    this.exercise = exercise;
    this.kit = kit;
    this.cage = cage;
    this.limits = limits;
    this.target = target;
    this.jvm = LearnerJvm.start(kit, cage, limits);
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
    var ready = jvm;
    if (ready != null && !ready.hasEnded() && ready.begin(kit)) {
      return ready;
    }
    discard();
    var fresh = LearnerJvm.start(kit, cage, limits);
    jvm = fresh;
    fresh.begin(kit);
    return fresh;
  }

  /// Ends the test `name`.
  void finish(LearnerJvm used, String name) {
    printed.put(name, used.finish());
  }

  /// What the learner's code printed during the test `name`.
  public String printedIn(String name) {
    return printed.getOrDefault(name, "");
  }

  private void discard() {
    var old = jvm;
    jvm = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    discard();
  }
}
