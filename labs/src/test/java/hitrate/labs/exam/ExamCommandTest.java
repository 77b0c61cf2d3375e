package hitrate.labs.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Lab;
import hitrate.labs.exam.proof.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// The command as a candidate meets it, with the questions of `exam-bank` among the test resources.
class ExamCommandTest {
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-01-05T09:00:00Z"));

  @TempDir private Path home;
  private String out = "";
  private String err = "";

  @BeforeEach
  void aProjectWithASmallBank() throws IOException {
    var bank = Files.createDirectories(home.resolve("book/exam/en"));
    for (var name : List.of("topics.yaml", "d1.yaml", "b3.yaml")) {
      try (var in = getClass().getResourceAsStream("/exam-bank/" + name)) {
        Files.copy(java.util.Objects.requireNonNull(in, name), bank.resolve(name));
      }
    }
  }

  @Test
  void reviewExplainsEveryOptionOfARightAnswer() {
    assertEquals(0, type(List.of("--topic", "b3", "--seed", "1"), letter("b3-slots", 1, "a"), ""));
    assertContains("Question 1 of 1 · domain 4: Accelerate workload migration and modernization");
    assertContains("Right: " + letter("b3-slots", 1, "a"));
    for (var why :
        List.of("Why a is right.", "Why b is wrong.", "Why c is wrong.", "Why d is wrong.")) {
      assertContains(why);
    }
    assertContains("Keep: Slots never change.");
    assertContains("1 of 1 right (100%)");
  }

  @Test
  void reviewNamesBothLettersOfAWrongAnswer() {
    type(List.of("--topic", "b3", "--seed", "1"), letter("b3-slots", 1, "c"), "");
    assertContains(
        "Wrong. You chose %s; right is %s."
            .formatted(letter("b3-slots", 1, "c"), letter("b3-slots", 1, "a")));
    assertContains("  b3   0/1  Cluster mode enabled (b3-anchor)");
  }

  @Test
  void theProofRunsOnAnEngineBeforeTheCandidatesEyes() {
    type(List.of("--topic", "b3", "--seed", "1"), letter("b3-slots", 1, "a"), "p", "");
    assertContains("  > SET k v\n  OK\n  > GET k\n  \"v\"");
    assertContains("The engine gave exactly what the proof says.");
  }

  @Test
  void whatIsNoAnswerIsAskedAgain() {
    type(List.of("--topic", "b3", "--seed", "1"), "Z", letter("b3-slots", 1, "a"), "");
    assertContains("Type one letter, A to D");
    assertContains("1 of 1 right");
  }

  @Test
  void wrongAnswersComeAgainUntilTheyAreRight() {
    type(List.of("--topic", "b3", "--seed", "1"), letter("b3-slots", 1, "c"), "");
    type(List.of("--mode", "wrong", "--seed", "1"), letter("b3-slots", 1, "a"), "");
    assertContains("1 of 1 right");
    assertEquals(0, type(List.of("--mode", "wrong")));
    assertContains("There is nothing to repeat");
  }

  @Test
  void jsonIsJsonWhateverTheEnd() {
    type(List.of("--topic", "b3", "--json"), "q");
    var nothing = JsonMapper.shared().readTree(out);
    assertEquals(0, nothing.get("total").asInt());
    assertEquals("hitrate/exam-result/v1", nothing.get("schema").asString());
    type(List.of("--mode", "wrong", "--json"));
    assertEquals(0, JsonMapper.shared().readTree(out).get("questions").size());
    type(List.of("--mode", "timed", "--seed", "1", "--json"), "q");
    var left = JsonMapper.shared().readTree(out);
    assertEquals("hitrate/exam-unfinished/v1", left.get("schema").asString());
    assertEquals(0, left.get("answered").asInt());
    assertEquals(3, left.get("total").asInt());
    assertFalse(out.contains("right"), out);
    type(List.of("--list", "--json"));
    var list = JsonMapper.shared().readTree(out).get("questions");
    assertEquals(3, list.size());
    assertEquals("b3", list.get(0).get("topic").asString());
  }

  @Test
  void theClockEndsATimedExam() {
    int code =
        type(
            List.of("--mode", "timed", "--seed", "1"),
            Duration.ofSeconds(100),
            "?",
            Duration.ofHours(1),
            "A");
    assertEquals(1, code);
    assertContains("3 questions, 0:07:12.");
    assertContains("Time is up. The exam is handed in as it stands.");
    assertContains("0 of 3 right (0%) in 0:07:12.");
    assertContains("Estimate: 100 of 1000");
    assertContains("AWS does not publish how it scales scores");
  }

  @Test
  void aTimedExamExplainsNothingBeforeTheEnd() {
    type(List.of("--mode", "timed", "--seed", "1"), "A", "q");
    assertFalse(out.contains("Why"), out);
    assertContains("Kept.");
  }

  @Test
  void aTimedExamCanBeAnsweredInAnyOrderAndChanged() {
    var typed =
        List.of("3", "2", "p", "m", "l", "n", "n", "h", "", "h", "h", "q").toArray(Object[]::new);
    type(List.of("--mode", "timed", "--seed", "1"), typed);
    assertContains("Marked.");
    assertContains("   1  -  (marked)");
    assertContains("0 of 3 answered.");
    assertContains("3 without an answer; h again hands in");
    assertContains("0 of 3 right");
  }

  @Test
  void allRightPassesAndTheExplanationsFollow() throws IOException {
    assertEquals(0, type(List.of("--mode", "timed", "--seed", "1"), allRight(), "", "", ""));
    assertContains("3 of 3 right (100%)");
    assertContains("Estimate: 1000 of 1000");
    assertContains("above the pass mark of 750");
    assertContains("Why a is right.");
    assertTrue(Files.readString(home.resolve(".lab/exam-history.json")).contains("\"exams\""));
  }

  @Test
  void anExamThatWasLeftIsResumedWithItsAnswersAndItsTime() {
    type(List.of("--mode", "timed", "--seed", "1"), Duration.ofSeconds(60), "2", "q");
    assertContains("Kept. `./lab exam --resume` goes on where you stopped, with 0:06:12 left.");
    type(List.of("--resume"), "q");
    assertContains("Question 2 of 3");
    assertContains("0:06:12 left · 2/3 > ");
  }

  @Test
  void startingAnewAsksBeforeItDropsAnUnfinishedExam() {
    type(List.of("--mode", "timed", "--seed", "1"), "q");
    type(List.of("--topic", "b3", "--seed", "1"), "n", "q");
    assertContains("An exam is waiting: 0 of 3 answered.");
    assertContains("Question 1 of 1");
  }

  @Test
  void aPipeIsToldToChooseBetweenResumeAndNew() {
    type(List.of("--mode", "timed", "--seed", "1"), "q");
    assertEquals(2, type(List.of()));
    assertTrue(err.contains("add --resume to go on with it or --new to drop it"), err);
    assertEquals(0, type(List.of("--new", "--topic", "b3")));
    assertContains("Question 1 of 1");
  }

  @Test
  void theEndOfTheInputKeepsATimedExamAndEndsAReview() {
    assertEquals(0, type(List.of("--mode", "timed")));
    assertContains("Kept.");
    assertEquals(0, type(List.of("--new")));
    assertContains("No question answered, no result.");
    assertFalse(Files.exists(home.resolve(".lab/exam-saved.json")));
  }

  @Test
  void aFileOfAnswersIsMarkedAsJson() throws IOException {
    var answers = home.resolve("answers.txt");
    Files.writeString(answers, "# mine\nb3-slots: a\n\nd1-two: a, b\nd1-one: c\n");
    assertEquals(1, type(List.of("--answers", answers.toString(), "--json", "--seed", "5")));
    var json = JsonMapper.shared().readTree(out);
    assertEquals(2, json.get("right").asInt());
    assertEquals(3, json.get("total").asInt());
    assertEquals(700, json.get("estimate").get("scaled").asInt());
    assertFalse(json.get("estimate").get("passed").asBoolean());
    var question =
        json.get("questions").valueStream().filter(q -> q.get("id").asString().equals("d1-one"));
    assertEquals("[\"c\"]", question.findFirst().orElseThrow().get("chosen").toString());
  }

  @Test
  void aMistakeInAFileOfAnswersNamesItsLine() throws IOException {
    var answers = home.resolve("answers.txt");
    Files.writeString(answers, "b3-slots: a\nb3-slut: a\n");
    assertEquals(2, type(List.of("--answers", answers.toString())));
    assertTrue(err.contains("answers.txt, line 2: this question is not asked: b3-slut: a"), err);
    Files.writeString(answers, "b3-slots: f\n");
    assertEquals(2, type(List.of("--answers", answers.toString())));
    assertTrue(err.contains("line 1: b3-slots has no such option"), err);
  }

  @Test
  void wrongChoicesAreOneLineEach() {
    assertEquals(2, type(List.of("--mode", "domain")));
    assertEquals("error: --mode domain needs --domain 1, 2, 3 or 4\n", err);
    assertEquals(2, type(List.of("--domain", "5")));
    assertEquals("error: --domain is 1, 2, 3 or 4\n", err);
    assertEquals(2, type(List.of("--topic", "z9")));
    assertEquals("error: unknown topic 'z9'; topics with questions: b3, d1\n", err);
    assertEquals(2, type(List.of("--resume")));
    assertEquals("error: there is no unfinished exam to resume; ./lab exam starts one\n", err);
  }

  @Test
  void mistakesOfTheBankAreListedWithFileAndLine() throws IOException {
    var file = home.resolve("book/exam/en/b3.yaml");
    Files.writeString(file, Files.readString(file).replace("takeaway:", "takeway:"));
    assertEquals(1, type(List.of()));
    assertTrue(err.contains("b3.yaml:4: b3-slots: 'takeaway' is missing"), err);
    assertTrue(err.contains("unknown field 'takeway'"), err);
  }

  @Test
  void aTerminalSeesColoursAndARunningClockAndAPipeDoesNot() {
    run(Paint.ANSI, List.of("--mode", "timed", "--seed", "1"), Duration.ofSeconds(5), "q");
    assertContains("\u001b7\r");
    assertContains("0:07:07 left");
    type(List.of("--new", "--seed", "1"), "?");
    assertFalse(out.contains("\u001b"), out);
  }

  @Test
  void everyMessageIsUsedAndEveryUsedOneExists() throws IOException {
    var bundle = Messages.load(ExamCommand.class, ExamWorld.BUNDLE, Locale.ENGLISH).bundle();
    var sources = new StringBuilder();
    try (var files =
        Files.walk(ProjectFiles.root().resolve("labs/src/main/java/hitrate/labs/exam"))) {
      for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }
    for (var key : bundle.keySet()) {
      var stem =
          key.matches("(domain|number|proved|input\\.expected)\\..*")
              ? key.substring(0, key.lastIndexOf('.') + 1)
              : key;
      assertTrue(sources.toString().contains("\"" + stem), () -> "unused message " + key);
    }
  }

  private void assertContains(String text) {
    assertTrue(out.contains(text), () -> "no '" + text + "' in\n" + out);
  }

  private int type(List<String> words, Object... script) {
    return run(Paint.PLAIN, words, script);
  }

  private int run(Paint paint, List<String> words, Object... script) {
    var flat = new java.util.ArrayList<Object>();
    for (var each : script) {
      if (each instanceof Object[] several) {
        flat.addAll(List.of(several));
      } else {
        flat.add(each);
      }
    }
    var keyboard = new ScriptedKeyboard(flat.toArray());
    var world =
        new ExamWorld(
            () -> keyboard,
            NOW,
            keyboard,
            paint,
            () -> 80,
            new ExamFiles(home),
            Messages.load(ExamCommand.class, ExamWorld.BUNDLE, Locale.ENGLISH),
            EmbeddedServer::start);
    var outWriter = new StringWriter();
    var errWriter = new StringWriter();
    var lab = Lab.commandLine(Paint.PLAIN, Map.of());
    var exam = new CommandLine(new ExamCommand(world));
    exam.setExecutionExceptionHandler(lab.getExecutionExceptionHandler());
    exam.setOut(new PrintWriter(outWriter, true)).setErr(new PrintWriter(errWriter, true));
    int code = exam.execute(words.toArray(String[]::new));
    out = outWriter.toString();
    err = errWriter.toString();
    return code;
  }

  /// The letter under which an author's option is shown.
  private String letter(String id, long seed, String authorLetter) {
    try {
      var question = bank().find(id).orElseThrow();
      var item = Paper.of(Mode.review, seed, List.of(question)).items().getFirst();
      return item.shownLetter(question.option(authorLetter));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// What to type to answer the whole paper of seed 1 rightly and hand it in.
  private Object[] allRight() throws IOException {
    var typed = new java.util.ArrayList<Object>();
    var questions = Draw.weighted(List.copyOf(bank().questions()), 75, 1);
    for (var item : Paper.of(Mode.timed, 1, questions).items()) {
      typed.add(String.join("", item.shownLetters(item.question().rightLetters())));
    }
    typed.add("h");
    return typed.toArray();
  }

  private hitrate.labs.exam.bank.QuestionBank bank() throws IOException {
    return hitrate.labs.exam.bank.QuestionBank.load(home.resolve("book/exam/en"));
  }
}
