package hitrate.grader.exercise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The hints to the parts of a task, each part's in order: every one goes a single step further.
///
/// In the file a first-level heading ending in the part's number begins a part, a second-level
/// heading a hint.
///
/// @param byPart the hints of each part by its number
public record Hints(Map<String, List<String>> byPart) {
  private static final Pattern PART = Pattern.compile("(?m)^# \\D*(\\d+)\\s*$");
  private static final Pattern LEVEL = Pattern.compile("(?m)^## .*$");

  /// Reads the file.
  public static Hints read(Path file) throws IOException {
    return parse(Files.readString(file).replace("\r\n", "\n"));
  }

  static Hints parse(String text) {
    var byPart = new LinkedHashMap<String, List<String>>();
    var headings = PART.matcher(text).results().toList();
    for (int i = 0; i < headings.size(); i++) {
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
      byPart.put(headings.get(i).group(1), levels(text.substring(headings.get(i).end(), end)));
    }
    return new Hints(byPart);
  }

  private static List<String> levels(String part) {
    var levels = new ArrayList<String>();
    for (var piece : LEVEL.split(part, -1)) {
      levels.add(piece.strip());
    }
    return List.copyOf(levels.subList(1, levels.size()));
  }

  /// The hints of a part; none for a part that has none.
  public List<String> of(String part) {
    return byPart.getOrDefault(part, List.of());
  }
}
