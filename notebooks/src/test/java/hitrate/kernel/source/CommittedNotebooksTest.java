package hitrate.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.kernel.source.NotebookSource.Code;
import hitrate.kernel.source.NotebookSource.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/// What is committed is what the sources make. After changing a source, write the notebooks anew:
/// `mvn -pl notebooks -am test -Dtest=CommittedNotebooksTest -Dhitrate.update=true
/// -Dsurefire.failIfNoSpecifiedTests=false`.
class CommittedNotebooksTest {
  private final Notebooks notebooks = new Notebooks(Path.of("").toAbsolutePath());

  @Test
  void everyNotebookIsWhatItsSourceMakes() throws IOException {
    if (Boolean.getBoolean("hitrate.update")) {
      notebooks.update();
    }
    for (var file : notebooks.expected().entrySet()) {
      assertEquals(file.getValue(), Files.readString(file.getKey()), file.getKey().toString());
    }
  }

  @Test
  void noNotebookIsWithoutASource() throws IOException {
    var made = new HashSet<>(notebooks.expected().keySet());
    for (String folder : new String[] {"", "solved"}) {
      try (var files = Files.list(Path.of(folder).toAbsolutePath())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".ipynb")).toList()) {
          assertTrue(made.contains(file), file + " has no source");
        }
      }
    }
  }

  @Test
  void everyCellToCompleteHasACheckAfterIt() throws IOException {
    for (String id : notebooks.ids()) {
      var cells =
          notebooks.source(id).cells().stream()
              .filter(Code.class::isInstance)
              .map(Code.class::cast)
              .toList();
      for (int i = 0; i < cells.size(); i++) {
        if (cells.get(i).role() == Role.SOLUTION) {
          assertEquals(Role.CHECK, cells.get(i + 1).role(), id + ": " + cells.get(i).id());
          assertEquals(cells.get(i).id() + "-check", cells.get(i + 1).id());
        }
      }
    }
  }
}
