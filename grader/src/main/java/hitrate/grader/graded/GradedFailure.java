package hitrate.grader.graded;

/// A demand of the task that is not met: what was observed and what was expected, in the learner's
/// language.
public final class GradedFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String observed;
  private final String expected;

  GradedFailure(String observed, String expected) {
    super(observed + "; expected: " + expected);
    this.observed = observed;
    this.expected = expected;
  }

  /// What the learner's code did.
  public String observed() {
    return observed;
  }

  /// What the task asks for.
  public String expected() {
    return expected;
  }
}
