package hitrate.kernel.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.RealPrograms;
import hitrate.kernel.source.NotebookSource;
import hitrate.kernel.source.NotebookSource.Code;
import hitrate.kernel.source.NotebookSource.Role;
import hitrate.kernel.source.NotebookWriter;
import hitrate.kernel.source.NotebookWriter.Copy;
import hitrate.kernel.source.Notebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The notebooks in a real Jupyter without a front end. Skips where Jupyter is not installed; with
/// `-Dhitrate.lanes=required` it fails there.
class NotebookRunTest {
  private final Notebooks notebooks = new Notebooks(Path.of("").toAbsolutePath());

  @TempDir private Path folder;

  private Jupyter jupyter;

  @BeforeEach
  void findJupyter() throws IOException {
    jupyter =
        Jupyter.find(folder.resolve("jupyter"), System.getenv())
            .filter(found -> found.has("nbconvert"))
            .orElseThrow(() ->
                RealPrograms.missing(
                    "jupyter nbconvert is not installed (Debian: apt install"
                        + " jupyter-nbconvert)"));
    jupyter.install(KernelSpec.ofThisJvm(List.of("-XX:TieredStopAtLevel=1")));
  }

  @Test
  void everySolvedCopyRunsGreen() throws Exception {
    for (String id : notebooks.ids()) {
      var run = jupyter.run(notebooks.solved(id), folder.resolve("solved.ipynb"), false, Map.of());
      assertTrue(run.done(), run::log);
      assertEquals(List.of(), failingCells(run.notebook()));
      if (id.equals("d1-strings")) {
        theTextOfStringsSaysWhatItsRunShows(run.notebook());
      }
    }
  }

  private static void theTextOfStringsSaysWhatItsRunShows(Path notebook) throws IOException {
    long naive = Long.parseLong(output(notebook, "lost-updates", "text/plain"));
    assertTrue(0 < naive && naive < 2_000, () -> "no update was lost: " + naive);
    String rates = output(notebook, "experiment", "text/plain");
    assertTrue(rates.contains("60   10    0.9"), rates); // nine questions in ten
    assertTrue(output(notebook, "hit-rate-chart", "image/png").startsWith("iVBOR"));
  }

  @Test
  void everyLearnersCopyFailsAtItsChecksAndNowhereElse() throws Exception {
    for (String id : notebooks.ids()) {
      var run =
          jupyter.run(notebooks.learners(id), folder.resolve("learners.ipynb"), true, Map.of());
      assertTrue(run.done(), run::log);
      assertEquals(checks(id), failingCells(run.notebook()));
    }
  }

  @Test
  void aCellThatFailsFailsTheRun() throws Exception {
    var broken = folder.resolve("broken.ipynb");
    var source = NotebookSource.parse("```java cell=a\nint n = 1 / 0;\n```\n");
    Files.writeString(broken, NotebookWriter.write(source, Copy.SOLVED));
    var run = jupyter.run(broken, folder.resolve("out.ipynb"), false, Map.of());
    assertFalse(run.done(), run::log);
    assertTrue(run.log().contains("ArithmeticException: / by zero"), run::log);
  }

  @Test
  void nothingIsWrittenIntoTheUsersJupyterFolders() throws Exception {
    var environment = jupyter.process("--paths").environment();
    for (String variable : List.of("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")) {
      assertTrue(environment.getOrDefault(variable, "").startsWith(folder.toString()), variable);
    }
    assertTrue(Files.exists(folder.resolve("jupyter/kernels/hitrate/kernel.json")));
  }

  private List<String> checks(String id) throws IOException {
    var ids = new ArrayList<String>();
    for (var cell : notebooks.source(id).cells()) {
      if (cell instanceof Code code && code.role() == Role.CHECK) {
        ids.add(code.id());
      }
    }
    return ids;
  }

  private static List<String> failingCells(Path notebook) throws IOException {
    var ids = new ArrayList<String>();
    for (JsonNode cell : read(notebook).path("cells")) {
      for (JsonNode output : cell.path("outputs")) {
        if (output.path("output_type").asString().equals("error")) {
          ids.add(cell.path("id").asString());
        }
      }
    }
    return ids;
  }

  private static String output(Path notebook, String id, String mime) throws IOException {
    var text = new StringBuilder();
    for (JsonNode cell : read(notebook).path("cells")) {
      if (cell.path("id").asString().equals(id)) {
        JsonNode data = cell.path("outputs").path(0).path("data").path(mime);
        if (data.isArray()) {
          data.forEach(line -> text.append(line.asString()));
        } else {
          text.append(data.asString(""));
        }
      }
    }
    return text.toString();
  }

  private static JsonNode read(Path notebook) throws IOException {
    return new ObjectMapper().readTree(Files.readString(notebook));
  }
}
