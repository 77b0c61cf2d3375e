package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.grader.run.Grader;
import hitrate.grader.text.Paint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// One line of a terminal that counts the tests while they run and then goes away. Where there is
/// no terminal, or a plain one, it prints nothing.
final class Counting implements Consumer<TestResult> {
  private static final String BEGIN_OF_LINE = "\r\u001b[K";

  private final Desk desk;
  private int tests;
  private int done;

  Counting(Desk desk) {
    this.desk = desk;
  }

  /// Grades by a grader whose listener this is, and shows how far it has come.
  GradeReport grade(Grader grader, Exercise exercise, Path submission) throws IOException {
    tests = grader.pending(exercise).tests().size();
    done = 0;
    show("count.compiling", tests);
    try {
      return grader.grade(exercise, submission);
    } finally {
      print(BEGIN_OF_LINE);
    }
  }

  @Override
  public void accept(TestResult result) {
    done++;
    show("count.tests", done, tests);
  }

  private void show(String key, Object... values) {
    print(BEGIN_OF_LINE + desk.paint().faint(desk.messages().text(key, values)));
  }

  private void print(String text) {
    if (desk.paint() == Paint.ANSI) {
      desk.out().print(text);
      desk.out().flush();
    }
  }
}
