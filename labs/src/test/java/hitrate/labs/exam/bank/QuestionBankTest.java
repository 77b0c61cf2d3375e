package hitrate.labs.exam.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.exam.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bank that learners get.
class QuestionBankTest {
  private static final int SHORTEST_EXPLANATION = 40;

  private static final Pattern ANCHOR = Pattern.compile("(?m)^\\[#([\\w-]+)");

  @TempDir private Path folder;

  @Test
  void everyDomainAndSeveralKindsOfTopicsAreCovered() throws IOException {
    var questions = bank().questions();
    assertTrue(questions.size() >= 16, () -> questions.size() + " questions");
    for (var domain : ExamDomain.values()) {
      long count = questions.stream().filter(question -> question.domain() == domain).count();
      assertTrue(count >= 4, () -> "domain " + domain.number() + ": " + count);
    }
    var groups = questions.stream().map(q -> q.topic().substring(0, 1)).collect(Collectors.toSet());
    assertTrue(groups.containsAll(Set.of("a", "b", "c", "d", "e", "f")), groups::toString);
    assertTrue(questions.stream().filter(Question::multipleResponse).count() >= 4);
  }

  @Test
  void everyOptionIsExplainedInASentence() throws IOException {
    for (var question : bank().questions()) {
      for (var option : question.options()) {
        assertTrue(
            option.why().length() >= SHORTEST_EXPLANATION && option.why().endsWith("."),
            () -> question.id() + " " + option.letter() + ": " + option.why());
      }
    }
  }

  @Test
  void noOptionGivesItselfAwayByItsLength() throws IOException {
    for (var question : bank().questions()) {
      int longest =
          question.options().stream().mapToInt(o -> o.text().length()).max().orElseThrow();
      double mean =
          question.options().stream().mapToInt(o -> o.text().length()).average().orElseThrow();
      boolean longestIsRight =
          question.options().stream().anyMatch(o -> o.right() && o.text().length() == longest);
      assertTrue(!longestIsRight || longest < 2.2 * mean, question::id);
    }
  }

  @Test
  void everyQuestionLeadsToASectionOfTheBookAsSoonAsThereIsOneForItsTopic() throws IOException {
    var anchors = anchors();
    for (var question : bank().questions()) {
      if (question.book() != null) {
        assertTrue(
            anchors.contains(question.book()),
            () -> question.id() + ": the book has no section " + question.book());
      } else {
        assertTrue(
            anchors.stream().noneMatch(anchor -> anchor.startsWith(question.topic() + "-")),
            () -> question.id() + ": the book has a chapter on " + question.topic() + " now");
      }
    }
  }

  private static Set<String> anchors() throws IOException {
    var anchors = new HashSet<String>();
    try (var files = Files.list(ProjectFiles.root().resolve("book/en"))) {
      for (var file : files.filter(file -> file.toString().endsWith(".adoc")).toList()) {
        ANCHOR.matcher(Files.readString(file)).results().forEach(m -> anchors.add(m.group(1)));
      }
    }
    return anchors;
  }

  @Test
  void anIdIsTakenOnce() throws IOException {
    for (var name : new String[] {"topics.yaml", "d1.yaml"}) {
      Files.copy(ProjectFiles.bank().resolve(name), folder.resolve(name));
    }
    Files.copy(folder.resolve("d1.yaml"), folder.resolve("d2.yaml"));
    var refused = assertThrows(BankException.class, () -> QuestionBank.load(folder));
    assertTrue(
        refused
            .problems()
            .toString()
            .contains("d2.yaml:1: d1-limit-that-never-ends: this id is taken"));
    assertEquals(3, refused.problems().size());
  }

  private static QuestionBank bank() throws IOException {
    return QuestionBank.load(ProjectFiles.bank());
  }
}
