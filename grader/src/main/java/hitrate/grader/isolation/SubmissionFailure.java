package hitrate.grader.isolation;

/// A call of the learner's code that gave no answer.
public final class SubmissionFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /// A call that ended in `failure`.
  public SubmissionFailure(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  /// What happened.
  public Failure failure() {
    return failure;
  }
}
