package hitrate.grader.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.exercise.Hints;
import hitrate.grader.exercise.Task;
import hitrate.grader.graded.Graded;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What an author of an exercise promises: the stub fails, the solution passes, each wrong solution
/// fails its named test and no other, hints lead up to the solution without giving it away.
@TestInstance(Lifecycle.PER_CLASS)
class AuthorCheckTest {
  @TempDir private Path folder;
  private Grader grader;
  private List<Exercise> exercises;

  @BeforeAll
  void open() throws IOException {
    exercises = Playground.catalog().all();
    grader = Grader.open(Grader.Options.standard());
  }

  @AfterAll
  void close() {
    grader.close();
  }

  @Test
  void theStubCompilesAndEarnsNothing() throws IOException {
    for (var exercise : exercises) {
      var report = grader.grade(exercise, exercise.stub());
      assertEquals("", report.problem(), exercise.id());
      assertEquals(0, report.score(), exercise.id());
    }
  }

  @Test
  void theSolutionEarnsEveryPoint() throws IOException {
    for (var exercise : exercises) {
      var report = grader.grade(exercise, Playground.catalog().solutions());
      assertEquals("", report.problem(), exercise.id());
      assertEquals(Set.of(), Playground.failed(report), exercise.id());
      assertEquals(Grader.maxScore(exercise), report.score(), exercise.id());
    }
  }

  @TestFactory
  Stream<DynamicTest> eachWrongSolutionFailsItsNamedTestAndNoOther() throws IOException {
    return wrongSolutions().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> failsAsNamed(file)));
  }

  private void failsAsNamed(Path file) throws IOException {
    var method = Files.readString(file);
    var named = method.lines().findFirst().orElse("").replace("// fails: ", "");
    var submission = folder.resolve(name(file));
    Playground.write(submission, Playground.withMethod(method));
    var report = grader.grade(Playground.strings(), submission);
    assertEquals("", report.problem());
    assertEquals(Set.of(named), Playground.failed(report), () -> report.tests().toString());
    var failure = report.firstFailure().orElseThrow();
    assertFalse(failure.observed().isBlank(), failure::toString);
    assertFalse(failure.expected().isBlank(), failure::toString);
  }

  @Test
  void everyGradedTestOfD1StringsHasAWrongSolution() throws IOException {
    var named = new TreeSet<String>();
    for (var file : wrongSolutions()) {
      named.add(Files.readString(file).lines().findFirst().orElse("").replace("// fails: ", ""));
    }
    assertEquals(new TreeSet<>(testNames(Playground.strings())), named);
  }

  @Test
  void everySentenceOfTheTaskIsTested() {
    for (var exercise : exercises) {
      var tested =
          methods(exercise).stream()
              .map(method -> method.getAnnotation(Graded.class).sentence())
              .distinct()
              .toList();
      assertEquals(exercise.task().numbers(), tested, exercise.id());
    }
  }

  @Test
  void everyPartHasFourHintsInEveryLanguage() throws IOException {
    for (var exercise : exercises) {
      var parts = exercise.task().numbers().stream().map(Task::partOf).distinct().toList();
      try (var languages = Files.newDirectoryStream(exercise.folder(), "??*")) {
        for (var language : languages) {
          if (Files.exists(language.resolve("task.md"))) {
            var hints = Hints.read(language.resolve("hints.md"));
            for (var part : parts) {
              assertEquals(4, hints.of(part).size(), language + ", part " + part);
              hints.of(part).forEach(hint -> assertFalse(hint.isBlank()));
            }
          }
        }
      }
    }
  }

  @Test
  void noHintHoldsALineOfTheSolution() throws IOException {
    for (var exercise : exercises) {
      var stub = new TreeSet<>(codeOf(exercise, exercise.stub()));
      var own = new TreeSet<>(codeOf(exercise, Playground.catalog().solutions()));
      own.removeAll(stub);
      for (var part : exercise.task().parts().keySet()) {
        for (var hint : exercise.hints().of(part)) {
          var spaceless = hint.replaceAll("\\s+", "");
          own.forEach(line -> assertFalse(spaceless.contains(line), () -> line + " in " + hint));
        }
      }
    }
  }

  @Test
  void noFailureMessageHoldsALineOfTheSolution() throws IOException {
    for (var exercise : exercises) {
      var texts = Files.readString(exercise.folder().resolve("en/messages.properties"));
      var spaceless = texts.replaceAll("\\s+", "");
      for (var line : codeOf(exercise, Playground.catalog().solutions())) {
        assertFalse(spaceless.contains(line), line);
      }
    }
  }

  @Test
  void pointsAreWholeAndMakeTwenty() {
    for (var exercise : exercises) {
      assertEquals(20, Grader.maxScore(exercise), exercise.id());
      assertTrue(
          methods(exercise).stream().allMatch(m -> m.getAnnotation(Graded.class).points() > 0));
    }
  }

  /// The lines of code worth guarding, without blanks: longer than a brace or a return.
  private static List<String> codeOf(Exercise exercise, Path root) throws IOException {
    try (var lines = Files.lines(root.resolve(exercise.files().getFirst()))) {
      return lines
          .map(line -> line.replaceAll("//.*", "").replaceAll("\\s+", ""))
          .filter(line -> line.length() > 15 && !line.startsWith("import"))
          .collect(Collectors.toList());
    }
  }

  private static List<Path> wrongSolutions() throws IOException {
    var resources = Playground.home().resolve("grader/src/test/resources/wrong/d1-strings");
    try (var files = Files.list(resources)) {
      return files.sorted().toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replace(".java", "");
  }

  private static List<String> testNames(Exercise exercise) {
    return methods(exercise).stream().map(Method::getName).toList();
  }

  private static List<Method> methods(Exercise exercise) {
    try {
      return Collector.methods(Class.forName(exercise.tests()));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
