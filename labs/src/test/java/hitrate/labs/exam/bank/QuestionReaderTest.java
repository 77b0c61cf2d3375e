package hitrate.labs.exam.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an author is told about a mistake.
class QuestionReaderTest {
  private static final String GOOD =
      """
      topic: d1
      questions:
        - id: d1-one
          domain: 2
          difficulty: 1
          book: d1-strings
          stem: Which?
          options:
            a: {text: A, right: true, why: Because.}
            b: {text: B, why: No.}
            c: {text: C, why: No.}
            d: {text: D, why: No.}
          takeaway: Keep this.
          proof:
            shows: It works.
            commands: |
              > PING
              PONG
      """;

  @Test
  void aGoodQuestionIsReadWhole() {
    var reader = reader();
    var question = reader.read(GOOD).getFirst();
    assertEquals(List.of(), reader.problems());
    assertEquals("d1-one", question.id());
    assertEquals(ExamDomain.NEW_SOLUTIONS, question.domain());
    assertEquals(Set.of("a"), question.rightLetters());
    assertEquals(
        "> PING\nPONG", assertInstanceOf(Proof.Commands.class, question.proof()).transcript());
  }

  @Test
  void everyMistakeNamesFileLineAndQuestion() {
    assertProblem(
        GOOD.replace("why: No.}\n      c", "}\n      c"), "d1.yaml:10: d1-one: 'why' is missing");
  }

  @Test
  void aMisspeltFieldIsNamedWithTheOnesThatExist() {
    assertProblem(
        GOOD.replace("takeaway", "takeaways"),
        "d1.yaml:13: d1-one: unknown field 'takeaways'; known here: book, difficulty, domain, id,"
            + " options, proof, stem, takeaway");
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    var reader = reader();
    reader.read(GOOD.replace("domain: 2", "domain: 9").replace("difficulty: 1", "difficulty: x"));
    assertEquals(
        List.of(
            "d1.yaml:4: d1-one: 'domain' must be 1 to 4, not '9'",
            "d1.yaml:5: d1-one: 'difficulty' must be 1 to 3, not 'x'"),
        reader.problems().stream().map(BankProblem::toString).toList());
  }

  @Test
  void theShapeOfTheOptionsIsThatOfTheExam() {
    assertProblem(GOOD.replace("right: true, ", ""), "d1-one: no option is right");
    assertProblem(
        GOOD.replace("      d: {text: D, why: No.}\n", ""),
        "d1-one: one right option needs four options, there are 3");
    assertProblem(
        GOOD.replace("{text: B,", "{text: B, right: true,"),
        "d1-one: several right options need five or six options, one of them wrong");
    assertProblem(
        GOOD.replace("      c:", "      x:"), "d1-one: options are named a, b, c ... in order");
    assertProblem(
        GOOD.replace("right: true", "right: yes"), "d1-one: 'right' must be true or false");
  }

  @Test
  void idsBelongToTheirTopicAndTopicsToTheCurriculum() {
    assertProblem(GOOD.replace("d1-one", "b3-one"), "b3-one: an id is 'd1-' and lower-case words");
    assertProblem(
        GOOD.replace("topic: d1", "topic: q1"), "d1.yaml:1: topic 'q1' is not in topics.yaml");
  }

  @Test
  void aProofIsOneOfFourKindsAndWellFormed() {
    assertProblem(proof("test: SomeTest"), "a test is named fully.qualified.ClassName#method");
    assertProblem(proof("lab: labs/d1"), "a lab step is named path/to/lab.adoc#anchor");
    assertProblem(proof("feeling: strong"), "'commands' is missing");
    assertProblem(
        proof("lab: labs/d1-strings/lab.adoc#counters\n      java: x"), "unknown field 'lab'");
  }

  @Test
  void brokenYamlIsOneProblemWithItsLine() {
    assertProblem("topic: d1\nquestions: [", "d1.yaml:2: not YAML: ");
    assertProblem("", "d1.yaml:1: the file is empty");
    assertProblem("- a\n- b\n", "expected fields such as 'name: value'");
    assertProblem("topic: d1\ntopic: d1\nquestions: []\n", "d1.yaml:2: 'topic' is there twice");
    assertProblem("topic: d1\nquestions: none\n", "'questions' must be a list");
  }

  private static String proof(String fields) {
    return GOOD.substring(0, GOOD.indexOf("      commands")) + "      " + fields + "\n";
  }

  private static void assertProblem(String text, String expected) {
    var reader = reader();
    reader.read(text);
    var found = reader.problems().stream().map(BankProblem::toString).toList();
    assertTrue(found.stream().anyMatch(problem -> problem.contains(expected)), found::toString);
  }

  private static QuestionReader reader() {
    return new QuestionReader("d1.yaml", Set.of("d1"));
  }
}
