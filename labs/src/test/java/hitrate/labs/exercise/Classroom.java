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
    return desk(Paint.PLAIN, Desk.UNBROKEN);
  }

  Desk desk(Paint paint, int columns) throws IOException {
    var printed = new PrintWriter(out, true);
    return Desk.open(new Home(root), printed, new PrintWriter(err, true), paint, () -> columns);
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

  /// A report of one test for each word: `1a:pass`, `1a:fail` or `1a:fail:what it says`.
  static GradeReport report(String exercise, String... results) {
    var tests =
        Arrays.stream(results)
            .map(result -> {
              var words = result.split(":", 3);
              var number = words[0];
              boolean passed = words[1].equals("pass");
              return new TestResult(
                  "test" + number,
                  number,
                  words.length > 2 ? words[2] : "Sentence " + number + ".",
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
