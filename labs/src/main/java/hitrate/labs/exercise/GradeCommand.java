package hitrate.labs.exercise;

import hitrate.grader.report.GradeReport;
import hitrate.grader.report.ReportFormat;
import hitrate.grader.run.Grader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab grade`: all graded tests of an exercise, for the learner or for an autograder.
@Command(name = "grade", mixinStandardHelpOptions = true)
public final class GradeCommand implements Callable<Integer> {
  private static final List<ReportFormat> USUAL =
      List.of(ReportFormat.GRADESCOPE, ReportFormat.JUNIT);

  @Parameters(paramLabel = "EXERCISE", arity = "0..1", descriptionKey = "exercise")
  private @Nullable String id;

  @Option(names = "--target", paramLabel = "TARGET", descriptionKey = "target")
  private String target = "embedded";

  @Option(names = "--solution-dir", paramLabel = "DIR|ZIP", descriptionKey = "solution-dir")
  private @Nullable Path submission;

  @Option(names = "--out", paramLabel = "DIR", descriptionKey = "out")
  private @Nullable Path folder;

  @Option(names = "--format", paramLabel = "FORMAT", split = ",", descriptionKey = "format")
  private List<ReportFormat> formats = USUAL;

  @Option(names = "--json", descriptionKey = "json")
  private boolean json;

  @Option(names = "--always-zero", descriptionKey = "always-zero")
  private boolean alwaysZero;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    var exercise = desk.choose(id);
    var counting = new Counting(desk);
    try (var grader = desk.grader(desk.target(target), counting)) {
      // If the grader is stopped, what stands is that nothing passed.
      write(desk, grader.pending(exercise));
      var graded = submission == null ? desk.catalog().sources() : submission;
      var report = counting.grade(grader, exercise, graded);
      write(desk, report);
      if (json) {
        desk.out().print(render(desk, report));
        desk.out().flush();
      } else {
        new ResultView(desk).whole(report);
      }
      if (submission == null) { // after the result is shown: the disk may be full
        desk.keep(report);
      }
      return report.passed() || alwaysZero
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static String render(Desk desk, GradeReport report) {
    return ReportFormat.JSON.render(
        report, Grader.messages(desk.messages().locale()), System.getenv());
  }

  private void write(Desk desk, GradeReport report) throws IOException {
    if (folder != null) {
      for (var format : formats) {
        format.write(report, Grader.messages(desk.messages().locale()), System.getenv(), folder);
      }
    }
  }
}
