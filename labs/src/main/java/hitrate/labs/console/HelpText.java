package hitrate.labs.console;

import hitrate.grader.text.Messages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The answer to `help`, `help SET`, `help CONFIG GET` and `help @string`, in lines.
public final class HelpText {
  private static final int NAME_WIDTH = 18;

  private final Messages messages;
  private final ConsoleSession.Place place;

  /// Labels come from `messages`, keys `console.help.*`; the facts come from the server. The keys
  /// of the keyboard differ between a terminal and a page.
  public HelpText(Messages messages, ConsoleSession.Place place) {
    this.messages = messages;
    this.place = place;
  }

  /// Help on `topic`, the words after `help`.
  public List<String> on(List<String> topic, CommandCatalog catalog) {
    if (topic.isEmpty()) {
      return overview(catalog);
    }
    if (topic.getFirst().startsWith("@")) {
      return group(topic.getFirst().substring(1).toLowerCase(Locale.ROOT), catalog);
    }
    return catalog
        .find(topic)
        .map(this::command)
        .orElseGet(() -> List.of(messages.text("console.help.unknown", String.join(" ", topic))));
  }

  private List<String> overview(CommandCatalog catalog) {
    var lines = new ArrayList<String>();
    lines.add(messages.text("console.help.command"));
    lines.add(messages.text("console.help.group"));
    switch (place) {
      case TERMINAL -> {
        lines.add(messages.text("console.help.keys"));
        lines.add(messages.text("console.help.quit"));
      }
      case PAGE -> lines.add(messages.text("console.help.page"));
    }
    if (!catalog.groups().isEmpty()) {
      lines.add("");
      lines.add(messages.text("console.help.groups"));
      lines.addAll(wrapped(catalog.groups().stream().map(name -> "@" + name).toList()));
    }
    return lines;
  }

  private List<String> group(String group, CommandCatalog catalog) {
    var members = catalog.all().stream().filter(doc -> doc.group().equals(group)).toList();
    return members.isEmpty()
        ? List.of(messages.text("console.help.unknownGroup", "@" + group))
        : table(members);
  }

  private List<String> command(CommandDoc doc) {
    var lines = new ArrayList<String>();
    lines.add(doc.syntax());
    if (!doc.summary().isEmpty()) {
      lines.add("  " + doc.summary() + (doc.summary().endsWith(".") ? "" : "."));
    }
    addFact(lines, "console.help.complexity", doc.complexity());
    addFact(lines, "console.help.since", doc.since());
    addFact(lines, "console.help.inGroup", doc.group().isEmpty() ? "" : "@" + doc.group());
    if (!doc.children().isEmpty()) {
      lines.add("");
      lines.addAll(table(doc.children()));
    }
    return lines;
  }

  private void addFact(List<String> lines, String key, String value) {
    if (!value.isEmpty()) {
      lines.add("  " + messages.text(key, value));
    }
  }

  private static List<String> table(Collection<CommandDoc> docs) {
    return docs.stream()
        .map(doc -> "  " + pad(doc.name()) + " " + doc.summary())
        .map(String::stripTrailing)
        .toList();
  }

  private static String pad(String name) {
    return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
  }

  private static List<String> wrapped(List<String> words) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(" ");
    for (var word : words) {
      if (line.length() + word.length() > 76) {
        lines.add(line.toString());
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
