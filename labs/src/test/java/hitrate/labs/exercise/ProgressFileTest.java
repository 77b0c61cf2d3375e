package hitrate.labs.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
  @TempDir private Path folder;
  private final List<Path> aside = new ArrayList<>();

  private ProgressFile file() {
    return new ProgressFile(folder.resolve(".lab"), aside::add);
  }

  @Test
  void whatIsSavedComesBack() throws IOException {
    var entry =
        new Progress.Entry(
            7,
            20,
            3,
            Instant.parse("2026-01-02T03:04:05Z"),
            "2b",
            Map.of("1", 4, "2", 1),
            Instant.parse("2026-01-02T03:00:00Z"));
    file().update(so -> so.with("d1-strings", old -> entry));
    assertEquals(new Progress(Map.of("d1-strings", entry)), file().load());
  }

  @Test
  void withoutAFileThereIsNoProgress() throws IOException {
    assertEquals(Progress.NONE, file().load());
    assertFalse(Files.exists(folder.resolve(".lab")));
  }

  @Test
  void aFileThatCannotBeReadIsMovedAsideNotLost() throws IOException {
    var broken = folder.resolve(".lab/progress.json");
    Files.createDirectories(folder.resolve(".lab"));
    var texts = List.of("{ half a fi", "", "[]", "{\"version\":99}", "\u00ff\u00fe");
    for (var text : texts) {
      Files.writeString(broken, text);
      assertEquals(Progress.NONE, file().load(), text);
    }
    assertEquals(texts.size(), aside.size());
    assertEquals("{ half a fi", Files.readString(aside.getFirst()));
    file().update(so -> so.with("d1-strings", old -> old.hinted("1", 1)));
    assertEquals(1, file().load().of("d1-strings").hints().get("1"));
  }

  @Test
  void theBestScoreAndTheFirstPassStay() {
    var first = Instant.parse("2026-01-01T00:00:00Z");
    var entry =
        Progress.Entry.NEW
            .graded(20, 20, true, "", first)
            .graded(3, 20, false, "2a", first.plusSeconds(60))
            .graded(20, 20, true, "", first.plusSeconds(120));
    assertEquals(20, entry.best());
    assertEquals(first, entry.passed());
    assertEquals(3, entry.attempts());
  }
}
