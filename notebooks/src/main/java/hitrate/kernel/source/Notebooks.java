package hitrate.kernel.source;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The folder of notebooks: `source/ID.md` is written by hand, `ID.ipynb` (the learner's copy) and
/// `solved/ID.ipynb` are made from it and committed, so that a clone needs no step to be useful.
public final class Notebooks {
  private final Path folder;

  public Notebooks(Path folder) {
    this.folder = folder;
  }

  /// The ids of all notebooks, in alphabetical order.
  public List<String> ids() throws IOException {
    try (var files = Files.list(folder.resolve("source"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .map(name -> name.substring(0, name.length() - ".md".length()))
          .sorted()
          .toList();
    }
  }

  /// Where the learner's copy is.
  public Path learners(String id) {
    return folder.resolve(id + ".ipynb");
  }

  /// Where the solved copy is.
  public Path solved(String id) {
    return folder.resolve("solved").resolve(id + ".ipynb");
  }

  /// The source of a notebook.
  public NotebookSource source(String id) throws IOException {
    return NotebookSource.parse(Files.readString(folder.resolve("source").resolve(id + ".md")));
  }

  /// What every file made from a source should hold.
  public Map<Path, String> expected() throws IOException {
    var files = new LinkedHashMap<Path, String>();
    for (String id : ids()) {
      var source = source(id);
      files.put(learners(id), NotebookWriter.write(source, NotebookWriter.Copy.LEARNERS));
      files.put(solved(id), NotebookWriter.write(source, NotebookWriter.Copy.SOLVED));
    }
    return files;
  }

  /// Writes the files that differ from what they should hold.
  public List<Path> update() throws IOException {
    var written = new ArrayList<Path>();
    for (var file : expected().entrySet()) {
      var path = file.getKey();
      if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
        Files.createDirectories(folder.resolve("solved"));
        Files.writeString(path, file.getValue());
        written.add(path);
      }
    }
    return written;
  }

  /// Makes all notebooks of a folder: `Notebooks FOLDER`.
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    for (Path written : new Notebooks(Path.of(arguments[0])).update()) {
      out.println("wrote " + written);
    }
  }
}
