package hitrate.book.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an experiment found.
///
/// @param lines what it prints
/// @param figures the values that the book's sentences quote, by name, formatted for reading
/// @param chart a picture of them as SVG, empty when there is none
public record Findings(List<String> lines, Map<String, String> figures, String chart) {

  private static final String RULE = "----";

  public Findings {
    lines = List.copyOf(lines);
    figures = Map.copyOf(figures);
  }

  /// Findings without a picture.
  public Findings(List<String> lines, Map<String, String> figures) {
    this(lines, figures, "");
  }

  /// Reads findings from a record.
  public static Findings read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no record " + file);
    }
    var lines = new ArrayList<String>();
    var figures = new LinkedHashMap<String, String>();
    boolean below = false;
    for (String line : Files.readAllLines(file)) {
      if (line.equals(RULE)) {
        below = true;
      } else if (below) {
        String[] parts = line.split(" = ", 2);
        figures.put(parts[0], parts[1]);
      } else {
        lines.add(line);
      }
    }
    return new Findings(lines, figures);
  }

  /// Writes them as a record: the printed lines, a rule, the figures in alphabetical order.
  public void write(Path file) throws IOException {
    var out = new ArrayList<>(lines);
    out.add(RULE);
    figures.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(figure -> out.add(figure.getKey() + " = " + figure.getValue()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, out);
  }
}
