package hitrate.labs.console;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the server says about one command: the answer to `COMMAND DOCS` in a record.
///
/// `name` is in upper case and holds the container's name for a subcommand: `CONFIG GET`.
public record CommandDoc(
    String name,
    String summary,
    String since,
    String group,
    String complexity,
    List<Argument> arguments,
    SortedMap<String, CommandDoc> subcommands) {

  /// Copies of the collections are kept.
  public CommandDoc {
    arguments = List.copyOf(arguments);
    subcommands = Collections.unmodifiableSortedMap(new TreeMap<>(subcommands));
  }

  /// The command with its arguments: `GETEX key [EX seconds | ... | PERSIST]`.
  public String syntax() {
    if (!subcommands.isEmpty() && arguments.isEmpty()) {
      return name + " subcommand";
    }
    String rest = arguments.stream().map(Argument::syntax).collect(Collectors.joining(" "));
    return rest.isEmpty() ? name : name + " " + rest;
  }

  /// The last word of the name: `GET` of `CONFIG GET`.
  public String lastWord() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /// The subcommands in alphabetical order.
  public Collection<CommandDoc> children() {
    return subcommands.values();
  }
}
