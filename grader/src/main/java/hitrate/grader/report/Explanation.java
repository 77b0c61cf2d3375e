package hitrate.grader.report;

import hitrate.grader.text.Messages;

/// A test's result in words, the same in every format.
public final class Explanation {
  private Explanation() {}

  /// Observed, expected, where, and the sentence of the task; for a passed test the sentence alone.
  public static String of(TestResult test, Messages messages) {
    var text = new StringBuilder();
    if (!test.passed()) {
      text.append(messages.text("explain.observed", test.observed())).append('\n');
      if (!test.expected().isEmpty()) {
        text.append(messages.text("explain.expected", test.expected())).append('\n');
      }
      for (var frame : test.frames()) {
        text.append(messages.text("explain.at", frame)).append('\n');
      }
    }
    return text.append(messages.text("explain.task", test.number(), test.sentence())).toString();
  }

  /// The name that reports show: number and name of the test.
  static String name(TestResult test) {
    return test.number() + " " + test.name();
  }

  /// The file of a frame `countView (NewsSite.java:21)`, empty when there is none.
  static String file(TestResult test) {
    return test.frames().isEmpty()
        ? ""
        : test.frames().getFirst().replaceAll(".*\\(|:\\d*\\)$|\\)$", "");
  }

  /// The line of the first frame, 0 when there is none.
  static int line(TestResult test) {
    var digits =
        test.frames().isEmpty()
            ? ""
            : test.frames().getFirst().replaceAll("^.*:(\\d{1,7})\\)$", "$1");
    return digits.matches("\\d{1,7}") ? Integer.parseInt(digits) : 0;
  }
}
