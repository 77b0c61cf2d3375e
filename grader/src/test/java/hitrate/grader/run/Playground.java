package hitrate.grader.run;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.exercise.ExerciseCatalog;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Builds submissions for tests out of the reference solution of `d1-strings`.
public final class Playground {
  private static final String FILE = "d1strings/NewsSite.java";

  private Playground() {}

  /// The folder of Hitrate that these tests are part of.
  public static Path home() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(ExerciseCatalog.LIST))) {
      folder = Objects.requireNonNull(folder.getParent(), "run the tests inside Hitrate");
    }
    return folder;
  }

  public static ExerciseCatalog catalog() throws IOException {
    return ExerciseCatalog.read(home(), Locale.ENGLISH);
  }

  public static Exercise strings() throws IOException {
    return catalog().find("d1-strings").orElseThrow();
  }

  /// The solution with the method of the same name replaced by `method`.
  static String withMethod(String method) throws IOException {
    var solution = Files.readString(catalog().solutions().resolve(FILE));
    var code =
        method.lines().filter(line -> !line.startsWith("//")).map(line -> "  " + line).toList();
    var signature = code.getFirst().substring(0, code.getFirst().indexOf('(') + 1);
    int start = solution.indexOf("\n" + signature) + 1;
    int end = solution.indexOf("\n  }\n", start) + "\n  }\n".length();
    if (start == 0) {
      throw new IllegalArgumentException("the solution has no method " + signature);
    }
    return solution.substring(0, start) + String.join("\n", code) + "\n" + solution.substring(end);
  }

  /// Writes `source` as the submission below `folder` and answers `folder`.
  static Path write(Path folder, String source) throws IOException {
    var file = folder.resolve(FILE);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, source);
    return folder;
  }

  /// The names of the tests that failed.
  static Set<String> failed(GradeReport report) {
    return report.tests().stream()
        .filter(test -> !test.passed())
        .map(TestResult::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
