package hitrate.labs.console;

import hitrate.engine.resp.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The commands of a server, read from its own `COMMAND DOCS`, so that completion, hints and help
/// never name a command that the server does not have.
public final class CommandCatalog {
  /// A catalog without commands: nothing is completed or hinted.
  public static final CommandCatalog EMPTY = new CommandCatalog(Collections.emptySortedMap());

  private final SortedMap<String, CommandDoc> commands;

  private CommandCatalog(SortedMap<String, CommandDoc> commands) {
    this.commands = commands;
  }

  /// The catalog in the reply to `COMMAND DOCS`, in RESP2 (a flat array) or RESP3 (a map); empty
  /// when the server does not know that command (before 7.0) or may not run it.
  public static CommandCatalog from(Reply docs) {
    var commands = new TreeMap<String, CommandDoc>();
    fields(docs).forEach((name, doc) -> put(commands, name, doc));
    return new CommandCatalog(Collections.unmodifiableSortedMap(commands));
  }

  /// All commands in alphabetical order, without subcommands.
  public Collection<CommandDoc> all() {
    return commands.values();
  }

  /// The names of the groups (`string`, `sorted-set`, ...) that have commands.
  public SortedSet<String> groups() {
    var groups = new TreeSet<String>();
    commands.values().forEach(doc -> groups.add(doc.group()));
    return groups;
  }

  /// The command or subcommand that `words` begin with; `CONFIG GET maxmemory` gives `CONFIG GET`.
  public Optional<CommandDoc> find(List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    var doc = commands.get(words.getFirst().toUpperCase(Locale.ROOT));
    if (doc == null || words.size() < 2) {
      return Optional.ofNullable(doc);
    }
    var child = doc.subcommands().get(words.get(1).toUpperCase(Locale.ROOT));
    return Optional.of(child == null ? doc : child);
  }

  private static void put(SortedMap<String, CommandDoc> target, String name, Reply reply) {
    String fullName = name.replace('|', ' ').toUpperCase(Locale.ROOT);
    var doc = fields(reply);
    var subcommands = new TreeMap<String, CommandDoc>();
    if (doc.containsKey("subcommands")) {
      fields(doc.get("subcommands")).forEach((child, fields) -> put(subcommands, child, fields));
    }
    var read =
        new CommandDoc(
            fullName,
            text(doc.get("summary")),
            text(doc.get("since")),
            text(doc.get("group")),
            text(doc.get("complexity")),
            arguments(doc.get("arguments")),
            subcommands);
    target.put(read.lastWord(), read);
  }

  private static List<Argument> arguments(@Nullable Reply reply) {
    var arguments = new ArrayList<Argument>();
    for (var item : items(reply)) {
      var fields = fields(item);
      var flags = items(fields.get("flags")).stream().map(CommandCatalog::text).toList();
      var shown = text(fields.get("display_text"));
      arguments.add(
          new Argument(
              shown.isEmpty() ? text(fields.get("name")) : shown,
              text(fields.get("type")),
              text(fields.get("token")),
              flags.contains("optional"),
              flags.contains("multiple"),
              flags.contains("multiple_token"),
              arguments(fields.get("arguments"))));
    }
    return arguments;
  }

  private static Map<String, Reply> fields(@Nullable Reply reply) {
    var flat = items(reply);
    var fields = new HashMap<String, Reply>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put(text(flat.get(i)), flat.get(i + 1));
    }
    return fields;
  }

  private static List<Reply> items(@Nullable Reply reply) {
    return switch (reply) {
      case Reply.Array(var items) -> items;
      case Reply.MapReply(var flat) -> flat;
      case Reply.SetReply(var items) -> items;
      case null, default -> List.of();
    };
  }

  private static String text(@Nullable Reply reply) {
    return switch (reply) {
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Simple(var text) -> text;
      case null, default -> "";
    };
  }
}
