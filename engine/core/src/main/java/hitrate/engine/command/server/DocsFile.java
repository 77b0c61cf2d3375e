package hitrate.engine.command.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a file of command documentation; its form is described at the head of each file.
final class DocsFile {
  private static final Set<String> TEXTS =
      Set.of("summary", "since", "group", "complexity", "deprecated", "replaced");
  private static final int INDENT = 2;

  /// A space where a line could not have one, at its end.
  private static final String SPACE = "\\s";

  private final Map<String, CommandDocs.Doc> docs = new HashMap<>();
  private CommandDocs.Doc current = empty();

  /// The argument lists that are open: the command's own first, then those inside it.
  private final Deque<List<CommandDocs.Argument>> open = new ArrayDeque<>();

  private DocsFile() {}

  /// The commands that the lines describe, by full name.
  ///
  /// @throws IllegalStateException for a line that is none of the form
  static Map<String, CommandDocs.Doc> parse(List<String> lines) {
    var file = new DocsFile();
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        file.read(line);
      }
    }
    return file.docs;
  }

  private static CommandDocs.Doc empty() {
    return new CommandDocs.Doc(
        new HashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  private void read(String line) {
    String text = line.strip();
    if (!line.startsWith(" ")) {
      current = empty();
      open.clear();
      open.push(current.arguments());
      docs.put(text, current);
      return;
    }
    String[] parts = text.split(" ", 2);
    String rest = parts.length > 1 ? parts[1] : "";
    if (TEXTS.contains(parts[0])) {
      current.texts().put(parts[0], rest.replace(SPACE, " "));
    } else if (parts[0].equals("flags")) {
      current.flags().addAll(List.of(rest.split(" ")));
    } else if (parts[0].equals("history")) {
      current.history().addAll(List.of(rest.split(" ", 2)));
    } else if (parts[0].equals("arg")) {
      readArgument(line.indexOf('a') / INDENT, rest.split(" "));
    } else {
      throw new IllegalStateException("no such fact: " + line);
    }
  }

  private void readArgument(int depth, String[] words) {
    while (open.size() > depth) {
      open.pop();
    }
    var facts = new HashMap<String, String>();
    var flags = new ArrayList<String>();
    for (int i = 2; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0) {
        flags.add(words[i]);
      } else {
        facts.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
    }
    var argument = new CommandDocs.Argument(words[0], words[1], facts, flags, new ArrayList<>());
    open.element().add(argument);
    open.push(argument.inner());
  }
}
