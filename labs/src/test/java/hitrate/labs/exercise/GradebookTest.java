package hitrate.labs.exercise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// A teacher grades what a class handed in.
class GradebookTest {
  private static final String FILE = "NewsSite.java";

  @TempDir private Path folder;
  private Classroom classroom;
  private Path handedIn;
  private Path results;

  @BeforeEach
  void open() throws IOException {
    classroom = new Classroom(folder.resolve("home"), "d1-strings");
    handedIn = Files.createDirectory(folder.resolve("handed in"));
    results = folder.resolve("handed in-graded");
  }

  private int grade(String... words) throws IOException {
    var all = new ArrayList<>(List.of("d1-strings", handedIn.toString()));
    all.addAll(List.of(words));
    return CommandLine.populateCommand(new GradebookCommand(), all.toArray(String[]::new))
        .run(classroom.desk());
  }

  private void zip(Path to, String source) throws IOException {
    Files.createDirectories(to.resolveSibling("."));
    try (var archive = new ZipOutputStream(Files.newOutputStream(to))) {
      archive.putNextEntry(new ZipEntry(FILE));
      archive.write(source.getBytes(UTF_8));
    }
  }

  private void folder(String name, String source) throws IOException {
    Files.writeString(Files.createDirectories(handedIn.resolve(name)).resolve(FILE), source);
  }

  private String solution() throws IOException {
    return Files.readString(classroom.root.resolve("solutions/src/main/java/d1strings/" + FILE));
  }

  private String table() throws IOException {
    return Files.readString(results.resolve("gradebook.csv"));
  }

  private String started(String name) throws IOException {
    var report = results.resolve("feedback").resolve(name).resolve("report.json");
    return JsonMapper.shared().readTree(Files.readString(report)).path("started").asString();
  }

  @Test
  void everySubmissionGetsARowAReportAndWords() throws IOException {
    zip(handedIn.resolve("ada.ZIP"), solution());
    zip(handedIn.resolve("grace_1234_file/work.zip"), "class");
    folder("=cmd|'calc'!A0", "class");
    folder("line\nbreak, \"quoted\"", "class");
    Files.createDirectories(handedIn.resolve("nothing"));
    Files.writeString(handedIn.resolve("notes.txt"), "");
    Files.createDirectories(handedIn.resolve("__MACOSX"));
    assertEquals(0, grade("--format", "GRADESCOPE"));

    var text = classroom.printed();
    assertTrue(text.contains("  20/20  ada\n"), text);
    assertTrue(text.contains("   0/20  line?break, \"quoted\"  NewsSite.java:1: "), text);
    assertTrue(text.contains("5 submissions, 1 passed, 4.0 of 20 points on average."), text);
    assertTrue(text.contains("One file is neither a zip archive nor a folder: notes.txt\n"), text);

    var table = table();
    assertTrue(table.startsWith("name,status,score,max_score,1a,"), table);
    assertTrue(table.contains("\r\nada,passed,20,20,1,"), table);
    assertTrue(table.contains("\r\ngrace_1234_file,not tested,0,20,0,"), table);
    assertTrue(table.contains("\r\n'=cmd|'calc'!A0,not tested,0,"), table);
    assertTrue(table.contains("\r\n\"line\nbreak, \"\"quoted\"\"\",not tested,0,"), table);
    assertTrue(table.contains("NewsSite.java is not there"), table);

    var ada = results.resolve("feedback/ada");
    assertTrue(Files.readString(ada.resolve("feedback.txt")).contains("All 17 tests passed"));
    assertTrue(Files.readString(ada.resolve("results.json")).contains("\"score\" : 20"));
    assertEquals(Progress.NONE, classroom.desk().progress().load());
  }

  @Test
  void aSecondRunGradesOnlyWhatHasChangedOrWasNotFinished() throws IOException {
    folder("ada", "class");
    folder("grace", "class");
    grade();
    var table = table();
    var ada = started("ada");
    var grace = started("grace");

    Files.writeString(results.resolve("feedback/ada/report.json"), "{\"score\": 20, \"max");
    grade();
    assertEquals(table, table());
    assertNotEquals(ada, started("ada"));
    assertEquals(grace, started("grace"));

    Files.delete(handedIn.resolve("ada").resolve(FILE));
    Files.delete(handedIn.resolve("ada"));
    folder("grace", "class Changed");
    classroom.printed();
    grade("--json");
    assertNotEquals(grace, started("grace"));
    var json = JsonMapper.shared().readTree(classroom.printed());
    assertEquals(1, json.path("submissions").size());
    assertEquals("not tested", json.path("submissions").path(0).path("status").asString());
  }

  @Test
  void whoIsNotGradedYetIsInTheTableToo() throws IOException {
    folder("ada", "class");
    var desk = classroom.desk();
    var exercise = desk.choose("d1-strings");
    var pending = Classroom.report("d1-strings", "1a:fail", "1b:fail");
    new Gradebook(desk, exercise, pending, results, List.of("ada")).save();
    assertEquals(
        "name,status,score,max_score,1a,1b,reason\r\nada,,,,,,not graded yet\r\n", table());
  }

  @Test
  void aFolderOfNoUseIsOneLine() throws IOException {
    assertThrows(UserError.class, this::grade);
    Files.delete(handedIn);
    var error = assertThrows(UserError.class, this::grade);
    assertEquals(CommandLine.ExitCode.USAGE, error.exitCode());
    assertFalse(Files.exists(results));
  }
}
