package hitrate.kernel.source;

import java.util.ArrayList;
import java.util.List;

/// The part of a cell that the learner writes; see [NotebookSource].
final class SolutionRegion {
  private static final String JAVA_STUB =
      "throw new UnsupportedOperationException(\"your code here\");";
  private static final String REDIS_STUB = "# your commands here";

  private SolutionRegion() {}

  static boolean begins(String line) {
    return line.strip().matches("(//|#) BEGIN SOLUTION");
  }

  static boolean ends(String line) {
    return line.strip().matches("(//|#) END SOLUTION");
  }

  private static boolean isStub(String line) {
    return line.strip().matches("(//|#)~.*");
  }

  /// The lines as the learner finds them. A region without a stub of its own gets one that fails
  /// when it runs (Java) or asks for commands (Redis).
  static List<String> learners(NotebookSource.Code cell) {
    var lines = new ArrayList<String>();
    boolean inside = false;
    boolean stubbed = false;
    for (String line : cell.lines()) {
      if (begins(line)) {
        inside = true;
        stubbed = false;
      } else if (ends(line)) {
        if (!stubbed) {
          lines.add(indent(line) + (cell.language().equals("java") ? JAVA_STUB : REDIS_STUB));
        }
        inside = false;
      } else if (inside && isStub(line)) {
        lines.add(indent(line) + line.strip().replaceFirst("^(//|#)~ ?", ""));
        stubbed = true;
      } else if (!inside) {
        lines.add(line);
      }
    }
    return lines;
  }

  /// The lines with the answer. The marks stay: they show which part was the learner's, and they
  /// make the solved copy a source that nbgrader can work from.
  static List<String> solved(NotebookSource.Code cell) {
    return cell.lines().stream().filter(line -> !isStub(line)).toList();
  }

  private static String indent(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }
}
