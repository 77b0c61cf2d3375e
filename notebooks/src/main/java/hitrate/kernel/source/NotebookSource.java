package hitrate.kernel.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The source of a notebook: Markdown in which some fences are code cells.
///
/// ````
/// <!-- cell: counting -->
/// ## Counting
/// Text of a Markdown cell, up to the next cell.
///
/// ```java cell=count-views solution
/// long countView(String page) {
///   // BEGIN SOLUTION
///   return jedis.incr("views:" + page);
///   //~ return 0; // your code here
///   // END SOLUTION
/// }
/// ```
///
/// ```java cell=count-views-check check points=2
/// check("The first view makes the count 1.", 1, countView("home"));
/// ```
/// ````
///
/// A fence with `cell=ID` is a code cell, in `java` or `redis`; one without is part of the text.
/// Ids are written and not counted, so that a cell inserted later changes no other. Flags:
/// `solution` for a cell the learner completes, `check points=N` for one that grades it, `strict`
/// for Redis.
///
/// Between `BEGIN SOLUTION` and `END SOLUTION`, lines that begin with `//~` (Java) or `#~` (Redis)
/// are what the learner finds there; the other lines are the answer.
///
/// @param cells in the order of the notebook
public record NotebookSource(List<Cell> cells) {

  public NotebookSource {
    cells = List.copyOf(cells);
  }

  /// One cell.
  public sealed interface Cell {
    String id();
  }

  /// Words to read.
  public record Text(String id, String markdown) implements Cell {}

  /// Code to run.
  ///
  /// @param language `java` or `redis`
  /// @param points what a check is worth; 0 for all other cells
  public record Code(
      String id, String language, Role role, int points, boolean strict, List<String> lines)
      implements Cell {
    public Code {
      lines = List.copyOf(lines);
    }
  }

  /// What a code cell is for.
  public enum Role {
    /// To be run and looked at.
    EXAMPLE,
    /// To be completed by the learner.
    SOLUTION,
    /// Fails until the learner's work is done.
    CHECK
  }

  /// A source that breaks the format.
  public static final class FormatException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    FormatException(int line, String message) {
      super("line " + line + ": " + message);
    }
  }

  /// Reads a source.
  ///
  /// @throws FormatException which line breaks the format, and how
  public static NotebookSource parse(String source) {
    return new Parser(source.lines().toList()).parse();
  }

  private static final class Parser {
    private static final String MARKER = "<!-- cell: ";

    private final List<String> lines;
    private final List<Cell> cells = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<String> text = new ArrayList<>();
    private @Nullable String textId;
    private int at;

    Parser(List<String> lines) {
      this.lines = lines;
    }

    NotebookSource parse() {
      while (at < lines.size()) {
        String line = lines.get(at);
        if (line.startsWith(MARKER) && line.endsWith(" -->")) {
          endText();
          textId = newId(line.substring(MARKER.length(), line.length() - " -->".length()));
          at++;
        } else if (line.startsWith("```")) {
          fence(line);
        } else {
          text(line);
          at++;
        }
      }
      endText();
      if (cells.isEmpty()) {
        throw new FormatException(1, "no cells");
      }
      return new NotebookSource(cells);
    }

    private void text(String line) {
      if (textId == null && !line.isBlank()) {
        throw new FormatException(at + 1, "text outside a cell; begin one by " + MARKER + "ID -->");
      }
      text.add(line);
    }

    private void endText() {
      String markdown = String.join("\n", text).strip();
      text.clear();
      if (textId != null) {
        if (markdown.isEmpty()) {
          throw new FormatException(at + 1, "cell " + textId + " is empty");
        }
        cells.add(new Text(textId, markdown));
        textId = null;
      }
    }

    private void fence(String opening) {
      int begin = at++;
      var body = new ArrayList<String>();
      while (at < lines.size() && !lines.get(at).equals("```")) {
        body.add(lines.get(at++));
      }
      if (at == lines.size()) {
        throw new FormatException(begin + 1, "a fence without an end");
      }
      at++;
      if (opening.contains("cell=")) {
        endText();
        cells.add(code(opening.substring(3), begin, body));
      } else {
        text(opening);
        text.addAll(body);
        text.add("```");
      }
    }

    private Code code(String info, int line, List<String> body) {
      Map<String, String> attributes = new LinkedHashMap<>();
      String[] words = info.strip().split("\\s+");
      for (String word : List.of(words).subList(1, words.length)) {
        String[] pair = word.split("=", 2);
        attributes.put(pair[0], pair.length == 2 ? pair[1] : "");
      }
      String language = words[0];
      if (!language.equals("java") && !language.equals("redis")) {
        throw new FormatException(line + 1, "a cell is java or redis, not " + language);
      }
      String id = newId(attributes.getOrDefault("cell", ""));
      Role role = role(attributes, line);
      int points = role == Role.CHECK ? points(attributes, line) : 0;
      boolean strict = attributes.containsKey("strict");
      attributes.keySet().removeAll(Set.of("cell", "solution", "check", "points", "strict"));
      if (!attributes.isEmpty()) {
        throw new FormatException(line + 1, "unknown " + attributes.keySet());
      }
      var cell = new Code(id, language, role, points, strict, body);
      checkRegions(cell, line);
      return cell;
    }

    private static Role role(Map<String, String> attributes, int line) {
      boolean solution = attributes.containsKey("solution");
      boolean check = attributes.containsKey("check");
      if (solution && check) {
        throw new FormatException(line + 1, "a cell is a solution or a check, not both");
      }
      return solution ? Role.SOLUTION : check ? Role.CHECK : Role.EXAMPLE;
    }

    private static int points(Map<String, String> attributes, int line) {
      String points = attributes.getOrDefault("points", "");
      if (!points.matches("[1-9]\\d?")) {
        throw new FormatException(line + 1, "a check has points=N, 1 to 99");
      }
      return Integer.parseInt(points);
    }

    private static void checkRegions(Code cell, int line) {
      boolean inside = false;
      int regions = 0;
      for (int i = 0; i < cell.lines().size(); i++) {
        String text = cell.lines().get(i);
        boolean begins = SolutionRegion.begins(text);
        if (begins == inside && (begins || SolutionRegion.ends(text))) {
          throw new FormatException(line + 2 + i, "BEGIN and END SOLUTION do not pair up");
        }
        regions += begins ? 1 : 0;
        inside = begins || (inside && !SolutionRegion.ends(text));
      }
      if (inside || (cell.role() == Role.SOLUTION) != regions > 0) {
        throw new FormatException(
            line + 1, "a solution cell, and no other, has BEGIN and END SOLUTION");
      }
    }

    private String newId(String id) {
      if (!id.matches("[a-z0-9][a-z0-9-]{0,63}")) {
        throw new FormatException(at + 1, "an id has 1 to 64 of a-z, 0-9 and -, not '" + id + "'");
      }
      if (!ids.add(id)) {
        throw new FormatException(at + 1, "the id " + id + " is taken");
      }
      return id;
    }
  }
}
