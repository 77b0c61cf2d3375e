package hitrate.labs.exercise;

import hitrate.grader.exercise.Task;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.labs.terminal.Wrap;

/// Shows results on the console.
final class ResultView {
  private static final String INDENT = "            ";
  private static final String FOLD = "  ";
  private static final int PRINTED_LINES = 20;

  private final Desk desk;
  private final int width;

  ResultView(Desk desk) {
    this.desk = desk;
    width = desk.width();
  }

  /// Every test, each failure explained, the points at the end.
  void whole(GradeReport report) {
    heading(report);
    if (!report.problem().isEmpty()) {
      problem(report);
    } else {
      for (var test : report.tests()) {
        line(test);
        if (!test.passed()) {
          explain(test);
        }
      }
      desk.out().println();
    }
    total(report);
  }

  /// The first failure alone, in the words of the exercise: one thing to do next.
  void firstFailure(GradeReport report) {
    heading(report);
    if (!report.problem().isEmpty()) {
      problem(report);
    } else {
      report
          .firstFailure()
          .ifPresent(test -> {
            line(test);
            explain(test);
            printed(test);
            desk.out().println();
          });
    }
    total(report);
  }

  private void heading(GradeReport report) {
    desk.tell(desk.paint()::strong, report.exercise() + "  " + report.title());
    desk.out().println();
  }

  private void problem(GradeReport report) {
    report.problem().lines().forEach(line -> desk.out().println("  " + line));
    desk.out().println();
  }

  private void line(TestResult test) {
    var mark =
        test.passed()
            ? desk.paint().good(desk.messages().text("result.passed"))
            : desk.paint().bad(desk.messages().text("result.failed"));
    var points = desk.messages().text("result.points", test.score(), test.points());
    var before = "  " + mark + "  " + test.number() + "  " + points + "  ";
    wrapped(before, test.sentence());
  }

  private void wrapped(String before, String text) {
    int wide = Wrap.visibleLength(before);
    var indent = wide < width / 2 ? " ".repeat(wide) : INDENT;
    Wrap.lines(text, before, indent, width, desk.paint()).forEach(desk.out()::println);
  }

  private void explain(TestResult test) {
    folded(desk.messages().text("result.observed", test.observed()));
    if (!test.expected().isEmpty()) {
      folded(desk.messages().text("result.expected", test.expected()));
    }
    test.frames().stream()
        .limit(1)
        .forEach(frame -> folded(desk.messages().text("result.at", frame)));
  }

  /// What the learner printed, each line marked: nothing in it can be taken for our own words.
  private void printed(TestResult test) {
    if (!test.printed().isBlank()) {
      indented(desk.messages().text("result.printed"));
      test.printed().lines().limit(PRINTED_LINES).forEach(line -> indented("| " + line));
    }
  }

  /// A text that quotes values: broken at blanks, none of which is lost.
  private void folded(String text) {
    for (var line : text.lines().toList()) {
      var rest = line;
      while (INDENT.length() + rest.length() > width) {
        int blank = rest.lastIndexOf(' ', width - INDENT.length());
        if (blank <= FOLD.length()) {
          break; // one long word
        }
        indented(rest.substring(0, blank));
        rest = FOLD + rest.substring(blank + 1);
      }
      indented(rest);
    }
  }

  private void indented(String text) {
    text.lines().forEach(line -> desk.out().println(INDENT + line));
  }

  private void total(GradeReport report) {
    var key = report.passed() ? "result.allPassed" : "result.total";
    long passed = report.tests().stream().filter(TestResult::passed).count();
    var text =
        desk.messages().text(key, report.score(), report.maxScore(), passed, report.tests().size());
    desk.tell(line -> report.passed() ? desk.paint().good(line) : line, text);
    if (report.problem().isEmpty()) {
      report
          .firstFailure()
          .map(test -> Task.partOf(test.number()))
          .ifPresent(part -> desk.tell("result.hint", report.exercise(), part));
    }
    desk.out().flush();
  }
}
