package hitrate.grader.isolation;

import org.jspecify.annotations.Nullable;

/// A JVM for test after test: one that is already up where possible, a fresh one when the last came
/// to its end or when a test left threads running there, so that no test can take another's points.
///
/// Used by one thread at a time.
public final class LearnerJvms implements AutoCloseable {
  private final Kit kit;
  private final Cage cage;
  private final Limits limits;
  private @Nullable LearnerJvm current;

  /// JVMs for the classes in `kit`; none is started yet.
  public LearnerJvms(Kit kit, Cage cage, Limits limits) {
    this.kit = kit;
    this.cage = cage;
    this.limits = limits;
  }

  /// What holds them.
  public Cage cage() {
    return cage;
  }

  /// Has a JVM come up meanwhile, if none is there.
  public void prepare() {
    if (current == null || current.hasEnded()) {
      current = LearnerJvm.start(kit, cage, limits);
    }
  }

  /// A JVM in which a test has just begun.
  ///
  /// @throws SubmissionFailure when none comes up
  public LearnerJvm begin() {
    prepare();
    var ready = current;
    if (ready != null && startedIn(ready)) {
      return ready;
    }
    close();
    var fresh = LearnerJvm.start(kit, cage, limits);
    current = fresh;
    fresh.begin(kit);
    return fresh;
  }

  /// A JVM that died since the last test is no failure of this one.
  private boolean startedIn(LearnerJvm jvm) {
    try {
      return jvm.begin(kit);
    } catch (SubmissionFailure e) {
      return false;
    }
  }

  @Override
  public void close() {
    var old = current;
    current = null;
    if (old != null) {
      old.close();
    }
  }
}
