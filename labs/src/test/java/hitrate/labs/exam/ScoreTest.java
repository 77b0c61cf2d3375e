package hitrate.labs.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.exam.Score.Part;
import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private final Question one = Questions.question("d1-one", ExamDomain.NEW_SOLUTIONS, 1);
  private final Question two = Questions.question("d1-two", ExamDomain.MIGRATION, 2);

  @Test
  void severalRightOptionsCountOnlyTogether() {
    assertTrue(right(two, "a", "b"));
    assertFalse(right(two, "a"));
    assertFalse(right(two, "a", "c"));
    assertFalse(right(two, "a", "b", "c"));
  }

  @Test
  void anUnansweredQuestionIsWrong() {
    var score = Score.of(List.of(one, two), Map.of("d1-one", Set.of("a")));
    assertEquals(new Part(1, 2), score.total());
    assertFalse(score.questions().getLast().answered());
  }

  @Test
  void domainsAreCountedApart() {
    var score = Score.of(List.of(one, two), Map.of("d1-one", Set.of("a")));
    assertEquals(
        Map.of(ExamDomain.NEW_SOLUTIONS, new Part(1, 1), ExamDomain.MIGRATION, new Part(0, 1)),
        score.byDomain());
  }

  @Test
  void theEstimateIsAStraightLineFrom100To1000() {
    assertEquals(100, tenOf(0).estimate());
    assertEquals(550, tenOf(5).estimate());
    assertEquals(1000, tenOf(10).estimate());
    assertFalse(tenOf(7).passed());
    assertTrue(tenOf(8).passed());
  }

  @Test
  void theRangeHoldsTheEstimateAndShrinksWithMoreQuestions() {
    var few = tenOf(8).estimateRange();
    assertTrue(few[0] < 820 && 820 < few[1], () -> few[0] + ".." + few[1]);
    var many = score(100, 80).estimateRange();
    assertTrue(many[1] - many[0] < (few[1] - few[0]) / 2);
    // Worked by hand: p = 0.8, n = 10, z = 1.645 gives 0.5407 to 0.9314.
    assertEquals(List.of(587, 938), List.of(few[0], few[1]));
  }

  private static boolean right(Question question, String... letters) {
    return Score.of(List.of(question), Map.of(question.id(), Set.of(letters))).total().right() == 1;
  }

  private static Score tenOf(int right) {
    return score(10, right);
  }

  private static Score score(int total, int right) {
    var questions = new ArrayList<>(Questions.many(ExamDomain.MIGRATION, total));
    var answers = new HashMap<String, Set<String>>();
    questions.subList(0, right).forEach(question -> answers.put(question.id(), Set.of("a")));
    return Score.of(questions, answers);
  }
}
