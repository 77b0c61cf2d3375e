package hitrate.kernel.source;

import hitrate.kernel.source.NotebookSource.Code;
import hitrate.kernel.source.NotebookSource.Role;
import hitrate.kernel.source.NotebookSource.Text;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a notebook as Jupyter does: nbformat 4.5, one blank of indentation, names in alphabetical
/// order. A notebook that Jupyter saves again without a change is the same file.
///
/// Cells to complete and checks carry nbgrader's metadata, version 3: a teacher can take the solved
/// copy as nbgrader's source, and points are counted there as here.
///
/// Sources: <https://nbformat.readthedocs.io/en/latest/format_description.html>,
/// <https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html>.
public final class NotebookWriter {

  /// For whom a notebook is.
  public enum Copy {
    /// With gaps where the learner works; its checks fail until then.
    LEARNERS,
    /// With the answers; all of it runs.
    SOLVED
  }

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NotebookWriter() {}

  /// The notebook's file.
  public static String write(NotebookSource source, Copy copy) {
    var notebook = JSON.objectNode();
    var cells = notebook.putArray("cells");
    for (var cell : source.cells()) {
      switch (cell) {
        case Text text -> cells.add(text(text));
        case Code code -> cells.add(code(code, copy));
      }
    }
    notebook.set("metadata", metadata());
    notebook.put("nbformat", 4).put("nbformat_minor", 5);
    return print(notebook);
  }

  private static ObjectNode text(Text cell) {
    var json = JSON.objectNode().put("cell_type", "markdown").put("id", cell.id());
    json.putObject("metadata");
    json.set("source", lines(cell.markdown().lines().toList()));
    return json;
  }

  private static ObjectNode code(Code cell, Copy copy) {
    var json = JSON.objectNode().put("cell_type", "code");
    json.putNull("execution_count");
    json.put("id", cell.id());
    json.set("metadata", metadata(cell));
    json.putArray("outputs");
    json.set("source", lines(source(cell, copy)));
    return json;
  }

  private static List<String> source(Code cell, Copy copy) {
    var lines =
        new ArrayList<>(
            copy == Copy.SOLVED ? SolutionRegion.solved(cell) : SolutionRegion.learners(cell));
    if (cell.language().equals("redis")) {
      lines.addFirst(cell.strict() ? "%%redis --strict" : "%%redis");
    }
    return lines;
  }

  private static ObjectNode metadata(Code cell) {
    var metadata = JSON.objectNode();
    if (cell.role() == Role.EXAMPLE) {
      return metadata;
    }
    boolean check = cell.role() == Role.CHECK;
    var nbgrader = metadata.putObject("nbgrader");
    nbgrader.put("grade", check).put("grade_id", cell.id()).put("locked", check);
    if (check) {
      nbgrader.put("points", cell.points());
    }
    nbgrader.put("schema_version", 3).put("solution", !check).put("task", false);
    metadata.putArray("tags").add(check ? "check" : "solution");
    return metadata;
  }

  private static ObjectNode metadata() {
    var metadata = JSON.objectNode();
    metadata
        .putObject("kernelspec")
        .put("display_name", "Hitrate")
        .put("language", "java")
        .put("name", "hitrate");
    metadata
        .putObject("language_info")
        .put("file_extension", ".java")
        .put("mimetype", "text/x-java")
        .put("name", "java");
    return metadata;
  }

  /// Jupyter keeps a cell's text as a list of lines that each but the last end with a line break.
  private static ArrayNode lines(List<String> lines) {
    var array = JSON.arrayNode();
    for (int i = 0; i < lines.size(); i++) {
      array.add(lines.get(i) + (i + 1 < lines.size() ? "\n" : ""));
    }
    return array;
  }

  private static String print(ObjectNode notebook) {
    var indenter = new DefaultIndenter(" ", "\n");
    var printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    return new ObjectMapper().writer().with(printer).writeValueAsString(notebook) + "\n";
  }
}
