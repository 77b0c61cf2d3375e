package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// The formats a report can be written in.
public enum ReportFormat {
  /// Our own, complete: for scripts.
  JSON("report.json"),
  /// Gradescope.
  GRADESCOPE("results.json"),
  /// What build servers and IDEs read.
  JUNIT("junit.xml"),
  /// Classroom 50.
  CLASSROOM50("result.json"),
  /// Exercism's test runners, version 3; its file has the name that Gradescope's has, too.
  EXERCISM("exercism/results.json"),
  /// The reporter action of GitHub Classroom's time: one line of base64.
  GITHUB("github-result.txt");

  /// Writes one format.
  interface Writer {
    /// The report as text. `environment` holds what a classroom's runner says of the submission.
    String render(GradeReport report, Messages messages, Map<String, String> environment);
  }

  private final String fileName;

  ReportFormat(String fileName) {
    this.fileName = fileName;
  }

  private Writer writer() {
    return switch (this) {
      case JSON -> new JsonReport();
      case GRADESCOPE -> new GradescopeReport();
      case JUNIT -> new JUnitXmlReport();
      case CLASSROOM50 -> new Classroom50Report();
      case EXERCISM -> new ExercismReport();
      case GITHUB -> new GitHubReport();
    };
  }

  /// The name of its file, below the folder of the results.
  public String fileName() {
    return fileName;
  }

  /// The report in this format.
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    return writer().render(report, messages, environment);
  }

  /// Writes the report's file below `folder`, whole or not at all, and answers where.
  public Path write(
      GradeReport report, Messages messages, Map<String, String> environment, Path folder)
      throws IOException {
    var file = folder.resolve(fileName);
    var parent = file.toAbsolutePath().getParent();
    Files.createDirectories(parent == null ? folder : parent);
    var draft = file.resolveSibling(file.getFileName() + ".new");
    // By bytes: half of a surrogate pair becomes a question mark instead of an exception.
    var text = render(report, messages, environment);
    Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
    return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
