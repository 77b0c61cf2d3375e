package hitrate.labs.exercise;

import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A copy of the exercises in a temporary folder, and a desk that writes into strings.
final class Classroom {
  final Path root;
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /// The exercise `d1-strings` under each of these ids.
  Classroom(Path root, String... ids) throws IOException {
    this.root = root;
    var project = project();
    for (var id : ids) {
      copy(project.resolve("exercises/d1-strings"), root.resolve("exercises").resolve(id));
    }
    Files.write(root.resolve("exercises/exercises.txt"), Arrays.asList(ids));
    copy(project.resolve("exercises/d1-strings/stub"), root.resolve("exercises/src/main/java"));
    copy(project.resolve("solutions/src/main/java"), root.resolve("solutions/src/main/java"));
  }

  Desk desk() throws IOException {
    return Desk.open(
        new Home(root), new PrintWriter(out, true), new PrintWriter(err, true), Paint.PLAIN);
  }

  Path learnersFile() {
    return root.resolve("exercises/src/main/java/d1strings/NewsSite.java");
  }

  /// What was printed since the last call.
  String printed() {
    var text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }

  /// A report of one test for each word: `1a:pass` or `1a:fail`.
  static GradeReport report(String exercise, String... results) {
    var tests =
        Arrays.stream(results)
            .map(result -> {
              var number = result.substring(0, 2);
              boolean passed = result.endsWith("pass");
              return new TestResult(
                  "test" + number,
                  number,
                  "Sentence " + number + ".",
                  1,
                  passed,
                  passed ? "" : "seen " + number,
                  passed ? "" : "wanted " + number,
                  List.of(),
                  "",
                  Duration.ZERO);
            })
            .toList();
    return new GradeReport(
        exercise, "Title", "embedded", "process", Instant.EPOCH, Duration.ZERO, "", tests);
  }

  private static Path project() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("exercises/exercises.txt"))) {
      folder = Objects.requireNonNull(folder.getParent(), "run the tests inside Hitrate");
    }
    return folder;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
