package hitrate.labs.exam;

/// How the questions are asked.
public enum Mode {
  /// One after the other, each explained at once.
  review,
  /// As in the exam: a clock, no explanations before the end.
  timed,
  /// As [#review], the questions of one domain.
  domain,
  /// As [#review], the questions whose latest answer was wrong.
  wrong
}
