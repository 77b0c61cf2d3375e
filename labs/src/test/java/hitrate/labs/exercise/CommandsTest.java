package hitrate.labs.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
  @TempDir private Path folder;
  private Classroom classroom;
  private Desk desk;

  @BeforeEach
  void open() throws IOException {
    classroom = new Classroom(folder.resolve("home"), "d1-strings", "d2-lists");
    desk = classroom.desk();
  }

  private static <T> T command(T command, String... words) {
    return CommandLine.populateCommand(command, words);
  }

  private int hint(String... words) throws IOException {
    return command(new HintCommand(), words).run(desk);
  }

  private int reset(String... words) throws IOException {
    var all = Stream.concat(Stream.of("d1-strings"), Stream.of(words)).toArray(String[]::new);
    return command(new ResetCommand(), all).run(desk, null);
  }

  @Test
  void listMarksTheNextExercise() throws IOException {
    assertEquals(0, new ListCommand().run(desk));
    var text = classroom.printed();
    assertTrue(text.startsWith("0 of 2 exercises done, 0 of 40 points"), text);
    assertTrue(text.contains("  next  d1-strings    0/20   Strings:"), text);
    assertTrue(text.contains("  open  d2-lists      0/20   Strings:"), text);
    assertTrue(text.endsWith("Next: ./lab watch d1-strings\n"), text);
  }

  @Test
  void listMarksWhatIsDone() throws IOException {
    desk.keep(Classroom.report("d1-strings", "1a:pass"));
    new ListCommand().run(desk);
    var text = classroom.printed();
    assertTrue(text.startsWith("1 of 2 exercises done, 1 of 40 points"), text);
    assertTrue(text.contains("  done  d1-strings    1/20"), text);
    assertTrue(text.contains("  next  d2-lists"), text);
  }

  @Test
  void listAsJsonNamesWhatIsNext() throws IOException {
    command(new ListCommand(), "--json").run(desk);
    var json = JsonMapper.shared().readTree(classroom.printed());
    assertEquals("d1-strings", json.path("next").asString());
    assertEquals(2, json.path("exercises").size());
  }

  @Test
  void hintsComeOneAtATimeAndAreRemembered() throws IOException {
    for (int level = 1; level <= 4; level++) {
      hint();
      var text = classroom.printed();
      assertTrue(text.startsWith("Part 1: count the views of a page (hint " + level), text);
      assertEquals(level == 4, text.contains("This was the last hint"), text);
    }
    hint();
    assertTrue(classroom.printed().contains("(hint 4 of 4)"));
    hint("--level", "2");
    assertTrue(classroom.printed().contains("(hint 2 of 4)"));
    assertEquals(4, desk.progress().load().of("d1-strings").hints().get("1"));
  }

  @Test
  void hintsAndResultsFitANarrowTerminal() throws IOException {
    var phone = classroom.desk(Paint.PLAIN, 50);
    command(new HintCommand()).run(phone);
    var sentence = "It counts" + " and goes on".repeat(9);
    new ResultView(phone).whole(Classroom.report("d1-strings", "1a:fail:" + sentence));
    var lines = classroom.printed().lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 50), lines::toString);
    assertTrue(
        lines.contains("  failed  1a  0/1  It counts and goes on and goes"), lines::toString);
    assertTrue(
        lines.contains("                   on and goes on and goes on and"), lines::toString);
  }

  @Test
  void theListFitsANarrowTerminal() throws IOException {
    desk.keep(Classroom.report("d1-strings", "1a:pass"));
    desk.keep(Classroom.report("d2-lists", "1a:pass"));
    new ListCommand().run(classroom.desk(Paint.PLAIN, 40));
    var text = classroom.printed();
    assertTrue(text.lines().allMatch(line -> line.length() <= 40), text);
    assertTrue(text.contains("\n  done  d1-strings    1/20\n        Strings: "), text);
  }

  @Test
  void whatWasObservedFitsANarrowTerminalToo() throws IOException {
    var observed = "for 10 pages, Redis got 10 commands: GET views:" + "x".repeat(60) + " and GET";
    var test =
        new TestResult("t", "1a", "It.", 1, false, observed, "one", List.of(), "", Duration.ZERO);
    var some = Classroom.report("d1-strings");
    var report =
        new GradeReport(
            some.exercise(), "T", "embedded", "", some.started(), some.took(), "", List.of(test));
    new ResultView(classroom.desk(Paint.PLAIN, 40)).whole(report);
    var lines = classroom.printed().lines().map(String::strip).toList();
    assertTrue(lines.contains("observed: for 10 pages,"), lines::toString);
    assertTrue(lines.contains("Redis got 10 commands: GET"), lines::toString);
  }

  @Test
  void aTerminalCountsTheTestsWhileTheyRun() throws IOException {
    var test = Classroom.report("d1-strings", "1a:pass").tests().getFirst();
    new Counting(classroom.desk(Paint.ANSI, 80)).accept(test);
    assertTrue(classroom.printed().contains("1 of 0 tests have run"));
    new Counting(desk).accept(test);
    assertEquals("", classroom.printed());
  }

  @Test
  void hintsBelongToThePartThatFailedTheLastTime() throws IOException {
    desk.keep(Classroom.report("d1-strings", "1a:pass", "3b:fail", "4a:fail"));
    hint();
    assertTrue(classroom.printed().startsWith("Part 3: "));
    hint("--part", "5");
    assertTrue(classroom.printed().startsWith("Part 5: "));
  }

  @Test
  void aHintThatIsNotThereYetIsRefusedInOneLine() {
    var skipped = assertThrows(UserError.class, () -> hint("--level", "3"));
    assertEquals(
        "one step at a time: of part 1 you have seen 0 of 4 hints; the next is --level 1.",
        skipped.getMessage());
    var none = assertThrows(UserError.class, () -> hint("--level", "5"));
    assertEquals(CommandLine.ExitCode.USAGE, none.exitCode());
    assertThrows(UserError.class, () -> hint("--part", "9"));
    assertThrows(UserError.class, () -> hint("nope"));
  }

  @Test
  void resetKeepsTheLearnersFileAndSaysWhere() throws IOException {
    Files.writeString(classroom.learnersFile(), "my work");
    assertEquals(0, reset("--yes"));
    var text = classroom.printed();
    var where = text.lines().findFirst().orElse("").replace("Your file is kept as ", "");
    assertEquals("my work", Files.readString(classroom.root.resolve(where)));
    assertTrue(Files.readString(classroom.learnersFile()).contains("part 1 is still to be"));
    assertTrue(text.contains("NewsSite.java is as it was at first."), text);
  }

  @Test
  void resetAsksBeforeItTakesWorkAway() throws IOException {
    Files.writeString(classroom.learnersFile(), "my work");
    for (var answer : new String[] {"n", "", "yess"}) {
      assertEquals(1, command(new ResetCommand(), "d1-strings").run(desk, () -> answer));
      assertEquals("my work", Files.readString(classroom.learnersFile()));
    }
    assertTrue(classroom.printed().contains("as it was at first? [y/N] Nothing was changed.\n"));
    assertEquals(0, command(new ResetCommand(), "d1-strings").run(desk, () -> " Y"));
    assertNotEquals("my work", Files.readString(classroom.learnersFile()));
  }

  @Test
  void resetWithoutATerminalKeepsTheWorkAndAsksNobody() throws IOException {
    Files.writeString(classroom.learnersFile(), "my work");
    assertEquals(0, reset());
    assertTrue(classroom.printed().contains("Your file is kept as "));
    assertNotEquals("my work", Files.readString(classroom.learnersFile()));
  }

  @Test
  void twoResetsInOneSecondKeepBothFiles() throws IOException {
    for (var work : new String[] {"first", "second"}) {
      Files.writeString(classroom.learnersFile(), work);
      reset("--yes");
    }
    try (Stream<Path> files = Files.walk(desk.state().resolve("backup"))) {
      assertEquals(2, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void resetLeavesAnUntouchedFileAloneAndBringsAMissingOneBack() throws IOException {
    reset();
    assertTrue(classroom.printed().contains("nothing to do"));
    Files.delete(classroom.learnersFile());
    reset();
    assertTrue(Files.exists(classroom.learnersFile()));
    assertFalse(Files.exists(desk.state().resolve("backup")));
  }

  @Test
  void solveIsForThoseWhoHavePassed() throws IOException {
    var early =
        assertThrows(UserError.class, () -> command(new SolveCommand(), "d1-strings").run(desk));
    assertTrue(String.valueOf(early.getMessage()).contains("--force"), early.getMessage());
    desk.keep(Classroom.report("d1-strings", "1a:pass"));
    command(new SolveCommand(), "d1-strings").run(desk);
    assertTrue(classroom.printed().contains("return redis.incr("));
    assertEquals(null, desk.progress().load().of("d1-strings").forced());
  }

  @Test
  void lookingBeforePassingIsRecorded() throws IOException {
    command(new SolveCommand(), "d1-strings", "--force").run(desk);
    assertTrue(classroom.printed().startsWith("It is recorded"));
    assertTrue(desk.progress().load().of("d1-strings").forced() != null);
  }

  @Test
  void solveShowsWhereTheTwoDiffer() throws IOException {
    command(new SolveCommand(), "d1-strings", "--force", "--diff").run(desk);
    var text = classroom.printed();
    assertTrue(text.contains("\n-    throw new UnsupportedOperationException(\"part 1"), text);
    assertTrue(text.contains("\n+    return redis.incr(\"views:\" + page);"), text);
    assertTrue(text.contains("\n public final class NewsSite {"), text);
  }

  @Test
  void gradeExplainsEveryFailureAndKeepsTheProgress() throws IOException {
    assertEquals(1, command(new GradeCommand(), "d1-strings").run(desk));
    var text = classroom.printed();
    assertTrue(text.contains("failed  1a  0/1  Each call adds one view"), text);
    assertTrue(text.contains("observed: countView is still to be written"), text);
    assertTrue(text.contains("0 of 20 points; 0 of 17 tests passed."), text);
    assertTrue(text.endsWith("Stuck? ./lab hint d1-strings --part 1\n"), text);
    assertEquals("1a", desk.progress().load().of("d1-strings").failing());
  }

  @Test
  void aResultIsShownThoughItCannotBeKept() throws IOException {
    Files.writeString(classroom.learnersFile(), "class");
    Files.writeString(desk.state(), "a file where the folder should be");
    assertThrows(IOException.class, () -> command(new GradeCommand(), "d1-strings").run(desk));
    assertTrue(classroom.printed().contains("0 of 20 points"));
  }

  @Test
  void aHintIsShownThoughItCannotBeRemembered() throws IOException {
    Files.writeString(desk.state(), "a file where the folder should be");
    assertThrows(IOException.class, this::hint);
    assertTrue(classroom.printed().startsWith("Part 1: "));
  }

  @Test
  void gradingAnotherFolderWritesItsFilesAndLeavesTheProgressAlone() throws IOException {
    var results = folder.resolve("results");
    var solutions = classroom.root.resolve("solutions/src/main/java").toString();
    var grade =
        command(
            new GradeCommand(),
            "d1-strings",
            "--solution-dir",
            solutions,
            "--out",
            results.toString(),
            "--json");
    assertEquals(0, grade.run(desk));
    var json = JsonMapper.shared().readTree(classroom.printed());
    assertEquals(20, json.path("score").asInt());
    assertTrue(json.path("passed").asBoolean());
    assertTrue(Files.readString(results.resolve("results.json")).contains("\"score\" : 20"));
    assertTrue(Files.readString(results.resolve("junit.xml")).contains("failures=\"0\""));
    assertEquals(Progress.NONE, desk.progress().load());
  }

  @Test
  void aTargetThatIsNoneIsAWrongUse() {
    var error =
        assertThrows(UserError.class, () -> command(new GradeCommand(), "--target", "x").run(desk));
    assertEquals(CommandLine.ExitCode.USAGE, error.exitCode());
    assertTrue(
        String.valueOf(error.getMessage()).contains("redis://host:port"), error.getMessage());
  }

  @Test
  void aTargetThatDoesNotAnswerIsOneLine() {
    var error =
        assertThrows(
            IOException.class,
            () -> command(new GradeCommand(), "--target", "redis://127.0.0.1:1").run(desk));
    assertTrue(
        String.valueOf(error.getMessage()).startsWith("cannot use redis://127.0.0.1:1:"),
        error.getMessage());
  }
}
