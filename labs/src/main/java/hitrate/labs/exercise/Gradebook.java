package hitrate.labs.exercise;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.ReportFormat;
import hitrate.grader.run.Grader;
import hitrate.grader.text.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The marks of a class in one exercise, in a folder: `gradebook.csv` with a row for every
/// submission, and for each a folder with the whole report and with the words for its author.
///
/// A submission is graded when its report is there together with the fingerprint of what was
/// graded; so a run that was stopped goes on where it was, and what is handed in anew is graded
/// anew.
final class Gradebook {
  static final String TABLE = "gradebook.csv";
  static final String WORDS = "feedback.txt";

  private static final String EACH = "feedback";
  private static final String FINGERPRINT = "graded.sha256";
  private static final String END_OF_ROW = "\r\n";
  private static final int MOST_COLUMNS = 80;

  private final Desk desk;
  private final Exercise exercise;
  private final Path folder;
  private final List<String> numbers;
  private final Map<String, Optional<Mark>> marks = new LinkedHashMap<>();

  /// What one submission came to.
  ///
  /// @param status `passed`, `failed`, or `not tested` when nothing of it could run
  /// @param points what each test earned, by its number
  /// @param reason why the first test failed, or why nothing ran
  record Mark(String status, int score, int maxScore, Map<String, Integer> points, String reason) {
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String NOT_TESTED = "not tested";

    Mark {
      points = Map.copyOf(points);
    }
  }

  /// The gradebook in `folder`, with a row for each of these names.
  Gradebook(Desk desk, Exercise exercise, GradeReport pending, Path folder, List<String> names) {
    this.desk = desk;
    this.exercise = exercise;
    this.folder = folder;
    this.numbers = pending.tests().stream().map(test -> test.number()).distinct().toList();
    names.forEach(name -> marks.put(name, Optional.empty()));
  }

  /// The marks so far, by name; empty for who is not graded yet.
  Map<String, Optional<Mark>> marks() {
    return marks;
  }

  Path table() {
    return folder.resolve(TABLE);
  }

  /// The folder with the results of one submission.
  Path of(String name) {
    return folder.resolve(EACH).resolve(name);
  }

  /// Takes over an earlier run's result of the same submission, if there is one.
  Optional<Mark> recall(String name, String fingerprint) throws IOException {
    var known = of(name).resolve(FINGERPRINT);
    var report = of(name).resolve(ReportFormat.JSON.fileName());
    if (!Files.isRegularFile(known)
        || !Files.isRegularFile(report)
        || !Files.readString(known).strip().equals(fingerprint)) {
      return Optional.empty();
    }
    var mark = read(Files.readString(report));
    mark.ifPresent(value -> marks.put(name, mark));
    return mark;
  }

  private static Optional<Mark> read(String report) {
    try {
      var root = JsonMapper.shared().readTree(report);
      Map<String, Integer> points = new LinkedHashMap<>();
      var reason = root.path("problem").asString("");
      for (var test : root.path("tests")) {
        points.merge(test.path("number").asString(""), test.path("score").asInt(0), Integer::sum);
        if (reason.isEmpty() && !test.path("passed").asBoolean(false)) {
          reason = test.path("number").asString("") + " " + test.path("observed").asString("");
        }
      }
      boolean tested = root.path("problem").asString("").isEmpty();
      return Optional.of(
          new Mark(
              status(tested, root.path("passed").asBoolean(false)),
              root.path("score").asInt(0),
              root.path("maxScore").asInt(0),
              points,
              reason));
    } catch (JacksonException e) {
      return Optional.empty(); // it is graded again
    }
  }

  private static String status(boolean tested, boolean passed) {
    return !tested ? Mark.NOT_TESTED : passed ? Mark.PASSED : Mark.FAILED;
  }

  /// Writes a report in these formats and in words, and the row.
  Mark enter(String name, String fingerprint, GradeReport report, List<ReportFormat> formats)
      throws IOException {
    var own = Files.createDirectories(of(name));
    Files.deleteIfExists(own.resolve(FINGERPRINT));
    var messages = Grader.messages(desk.messages().locale());
    for (var format : formats) {
      format.write(report, messages, System.getenv(), own);
    }
    ReportFormat.JSON.write(report, messages, System.getenv(), own);
    Files.writeString(own.resolve(WORDS), words(report));
    Files.writeString(own.resolve(FINGERPRINT), fingerprint + "\n");
    var rendered = ReportFormat.JSON.render(report, messages, System.getenv());
    var mark = read(rendered).orElseThrow();
    marks.put(name, Optional.of(mark));
    return mark;
  }

  private String words(GradeReport report) {
    var text = new StringWriter();
    var to = new PrintWriter(text);
    var paper =
        new Desk(
            desk.catalog(),
            desk.progress(),
            desk.state(),
            desk.messages(),
            Paint.PLAIN,
            to,
            () -> MOST_COLUMNS);
    new ResultView(paper).whole(report);
    to.flush();
    // Half of a surrogate pair is no text that a file could hold.
    return new String(text.toString().getBytes(UTF_8), UTF_8);
  }

  /// Writes the table as it stands, whole or not at all.
  void save() throws IOException {
    Files.createDirectories(folder);
    var columns = new ArrayList<>(List.of("name", "status", "score", "max_score"));
    columns.addAll(numbers);
    columns.add("reason");
    var text = new StringBuilder(row(columns));
    marks.forEach((name, mark) -> text.append(row(cells(name, mark))));
    var draft = folder.resolve(TABLE + ".new");
    Files.write(draft, text.toString().getBytes(UTF_8));
    Files.move(draft, table(), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> cells(String name, Optional<Mark> graded) {
    var cells = new ArrayList<String>();
    cells.add(name);
    if (graded.isEmpty()) {
      cells.addAll(List.of("", "", ""));
      numbers.forEach(number -> cells.add(""));
      cells.add(desk.messages().text("gradebook.notYet"));
      return cells;
    }
    var mark = graded.get();
    cells.add(mark.status());
    cells.add(Integer.toString(mark.score()));
    cells.add(Integer.toString(mark.maxScore()));
    numbers.forEach(number -> cells.add(Integer.toString(mark.points().getOrDefault(number, 0))));
    cells.add(mark.reason().lines().findFirst().orElse(""));
    return cells;
  }

  private static String row(List<String> cells) {
    return cells.stream().map(Gradebook::cell).collect(Collectors.joining(",")) + END_OF_ROW;
  }

  /// A cell of a table. A spreadsheet takes one that begins with `=` for a formula, and the names
  /// and texts here are not ours: those get an apostrophe in front.
  static String cell(String text) {
    var safe = text.matches("(?s)[=+\\-@\t\r].*") ? "'" + text : text;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  Exercise exercise() {
    return exercise;
  }
}
