package hitrate.labs.exam.bank;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A mapping of a YAML file whose fields are asked for by name. What is missing, doubled, of the
/// wrong kind or never asked for becomes a problem with its line; the asker gets a harmless value
/// and goes on, so that one reading reports everything.
final class YamlSection {
  private final String file;
  private final List<BankProblem> problems;
  private final int line;
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();
  private String where;

  private YamlSection(String file, String where, int line, List<BankProblem> problems) {
    this.file = file;
    this.where = where;
    this.line = line;
    this.problems = problems;
  }

  /// The section that `node` holds; an empty one, and a problem, when it is not a mapping.
  static YamlSection of(Node node, String file, String where, List<BankProblem> problems) {
    var section = new YamlSection(file, where, lineOf(node), problems);
    if (node instanceof MappingNode mapping) {
      section.fill(mapping);
    } else {
      section.problem(lineOf(node), "expected fields such as 'name: value'");
    }
    return section;
  }

  private void fill(MappingNode mapping) {
    for (var tuple : mapping.getValue()) {
      var key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        problem(lineOf(key), "a field's name must be a word");
        continue;
      }
      if (fields.putIfAbsent(name.getValue(), tuple.getValueNode()) == null) {
        lines.put(name.getValue(), lineOf(key));
      } else {
        problem(lineOf(key), "'" + name.getValue() + "' is there twice");
      }
    }
  }

  /// Problems found from now on name this question.
  void nameIt(String questionId) {
    where = questionId;
  }

  /// The names of all fields, in the order of the file.
  Set<String> names() {
    return fields.keySet();
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /// A text that must be there and not be blank.
  String text(String name) {
    var node = required(name);
    if (node == null) {
      return "";
    }
    if (!(node instanceof ScalarNode scalar)) {
      problem(name, "'" + name + "' must be a text");
      return "";
    }
    var text = scalar.getValue().strip();
    if (text.isEmpty()) {
      problem(name, "'" + name + "' is empty");
    }
    return text;
  }

  /// A text that may be missing, but not be blank.
  @Nullable String optionalText(String name) {
    known.add(name);
    return has(name) ? text(name) : null;
  }

  /// A whole number from `from` to `to`.
  int number(String name, int from, int to) {
    var text = text(name);
    if (!text.isEmpty() && text.matches("\\d{1,6}")) {
      int value = Integer.parseInt(text);
      if (value >= from && value <= to) {
        return value;
      }
    }
    if (!text.isEmpty()) {
      problem(name, "'%s' must be %d to %d, not '%s'".formatted(name, from, to, text));
    }
    return from;
  }

  /// True or false; false where the field is missing.
  boolean flag(String name) {
    known.add(name);
    if (!fields.containsKey(name)) {
      return false;
    }
    var text = text(name);
    if (!text.equals("true") && !text.equals("false")) {
      problem(name, "'" + name + "' must be true or false");
    }
    return text.equals("true");
  }

  /// The section under a field that must be there.
  YamlSection section(String name) {
    var node = required(name);
    return node == null
        ? new YamlSection(file, where, line, problems)
        : YamlSection.of(node, file, where, problems);
  }

  /// The sections of a list that must be there.
  List<YamlSection> sections(String name) {
    var sections = new ArrayList<YamlSection>();
    var node = required(name);
    if (node instanceof SequenceNode sequence) {
      for (var item : sequence.getValue()) {
        sections.add(YamlSection.of(item, file, where, problems));
      }
    } else if (node != null) {
      problem(name, "'" + name + "' must be a list, each item begun by '-'");
    }
    return sections;
  }

  /// Reports every field that nobody asked for: most often a misspelt name.
  void done() {
    for (var name : fields.keySet()) {
      if (!known.contains(name)) {
        problem(
            name, "unknown field '%s'; known here: %s".formatted(name, String.join(", ", known)));
      }
    }
  }

  /// A problem of one field.
  void problem(String name, String message) {
    problem(lines.getOrDefault(name, line), message);
  }

  /// A problem of the whole section.
  void problem(String message) {
    problem(line, message);
  }

  private void problem(int atLine, String message) {
    problems.add(new BankProblem(file, atLine, where, message));
  }

  private @Nullable Node required(String name) {
    known.add(name);
    var node = fields.get(name);
    if (node == null) {
      problem(line, "'" + name + "' is missing");
    }
    return node;
  }

  static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
