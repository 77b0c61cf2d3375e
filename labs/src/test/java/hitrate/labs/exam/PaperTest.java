package hitrate.labs.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaperTest {
  private final Question question = Questions.question("d1-one", ExamDomain.IMPROVEMENT, 2);

  @Test
  void theSameSeedGivesTheSamePaper() {
    var pool = Questions.many(ExamDomain.MIGRATION, 30);
    assertEquals(
        Paper.of(Mode.review, 7, Draw.plain(pool, 10, 7)),
        Paper.of(Mode.review, 7, Draw.plain(pool, 10, 7)));
    assertNotEquals(Draw.plain(pool, 10, 7), Draw.plain(pool, 10, 8));
  }

  @Test
  void theOptionsOfAQuestionDoNotDependOnWhatElseIsAsked() {
    var alone = Paper.of(Mode.review, 7, List.of(question)).items().getFirst();
    var more = new ArrayList<>(Questions.many(ExamDomain.MIGRATION, 5));
    more.add(question);
    assertEquals(alone, Paper.of(Mode.review, 7, more).items().getLast());
  }

  @Test
  void optionsMoveFromSeedToSeed() {
    var first = new HashSet<String>();
    for (long seed = 0; seed < 40; seed++) {
      first.add(
          Paper.of(Mode.review, seed, List.of(question))
              .items()
              .getFirst()
              .options()
              .getFirst()
              .letter());
    }
    assertEquals(Set.of("a", "b", "c", "d", "e"), first);
  }

  @Test
  void shownLettersLeadBackToTheAuthors() {
    var item = Paper.of(Mode.review, 3, List.of(question)).items().getFirst();
    var shown = item.shownLetters(Set.of("a", "b"));
    assertEquals(Set.of("a", "b"), QuestionView.parse(item, String.join(" ", shown)));
    assertEquals(
        Set.of("a", "b"),
        QuestionView.parse(item, String.join(",", shown).toLowerCase(java.util.Locale.ROOT)));
  }

  @Test
  void whatIsNoAnswerToTheQuestionIsNotTakenForOne() {
    var item = Paper.of(Mode.review, 3, List.of(question)).items().getFirst();
    for (var typed : List.of("", "A", "AA", "ABC", "AF", "A;B", "1", "next")) {
      assertEquals(Set.of(), QuestionView.parse(item, typed), typed);
    }
  }

  @Test
  void aPaperGetsItsShareOfTheExamsTime() {
    assertEquals(Duration.ofHours(3), paper(75).timeAllowed());
    assertEquals(Duration.ofMinutes(24), paper(10).timeAllowed());
  }

  @Test
  void aTimedPaperHasTheDomainsInTheExamsProportions() {
    var pool = new ArrayList<Question>();
    for (var domain : ExamDomain.values()) {
      pool.addAll(Questions.many(domain, 40));
    }
    var drawn = Draw.weighted(pool, 65, 1);
    for (var domain : ExamDomain.values()) {
      assertEquals(domain.weight(), drawn.stream().filter(q -> q.domain() == domain).count());
    }
  }

  @Test
  void whereADomainRunsOutTheOthersFillThePaper() {
    var pool = new ArrayList<>(Questions.many(ExamDomain.ORGANIZATION, 2));
    pool.addAll(Questions.many(ExamDomain.MIGRATION, 20));
    var drawn = Draw.weighted(pool, 12, 1);
    assertEquals(12, new HashSet<>(drawn).size());
    assertTrue(drawn.containsAll(pool.subList(0, 2)));
    assertEquals(22, Draw.weighted(pool, 75, 1).size());
  }

  private static Paper paper(int questions) {
    return Paper.of(Mode.timed, 1, Questions.many(ExamDomain.MIGRATION, questions));
  }
}
