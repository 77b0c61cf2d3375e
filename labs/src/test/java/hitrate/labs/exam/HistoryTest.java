package hitrate.labs.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.ExamDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  @TempDir private Path folder;

  @Test
  void aQuestionIsWrongUntilItsLatestAnswerIsRight() {
    var history = History.EMPTY.with("d1-a", false, NOW).with("d1-b", true, NOW);
    assertEquals(Set.of("d1-a"), history.wrong());
    assertEquals(Set.of(), history.with("d1-a", true, NOW).wrong());
    assertEquals(Set.of("d1-a", "d1-b"), history.with("d1-b", false, NOW).wrong());
  }

  @Test
  void anExamEntersItsAnswersAndItself() {
    var question = Questions.question("d1-a", ExamDomain.MIGRATION, 1);
    var score = Score.of(List.of(question), Map.of());
    var history = History.EMPTY.with(score, 7, NOW);
    assertEquals(Set.of("d1-a"), history.wrong());
    assertEquals(List.of(new History.Exam(NOW, 7, 0, 1, 100)), history.exams());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    var file = file("history.json");
    assertEquals(Optional.empty(), file.read());
    var history = History.EMPTY.with("d1-a", false, NOW);
    file.write(history);
    assertEquals(Optional.of(history), file.read());
    file.delete();
    assertEquals(Optional.empty(), file.read());
  }

  @Test
  void aWriteLeavesNothingBesideTheFile() throws IOException {
    file("history.json").write(History.EMPTY);
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("history.json")), files.toList());
    }
  }

  @Test
  void aDamagedFileIsTheUsersToDelete() throws IOException {
    for (var text : List.of("", "{", "[]", "{\"version\":1}")) {
      Files.writeString(folder.resolve("history.json"), text);
      var refused = assertThrows(UserError.class, () -> file("history.json").read(), text);
      assertEquals("damaged", refused.getMessage());
    }
  }

  @Test
  void updatesAtTheSameTimeAreAllKept() throws Exception {
    var updates = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 40; i++) {
      var id = "d1-" + i;
      updates.add(() -> {
        file("history.json").update(History.EMPTY, h -> h.with(id, true, NOW));
        return id;
      });
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var update : threads.invokeAll(updates)) {
        update.get();
      }
    }
    assertEquals(40, file("history.json").read().orElseThrow().questions().size());
    assertTrue(Files.exists(folder.resolve("history.json.lock")));
  }

  private StateFile<History> file(String name) {
    return new StateFile<>(folder.resolve(name), History.class, "damaged");
  }
}
