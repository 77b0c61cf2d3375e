package hitrate.engine.differential;

import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the commands of a server are called, as its own COMMAND DOCS tell it.
final class CallShapes {

  /// An argument of a command.
  ///
  /// @param type as in COMMAND DOCS: `key`, `string`, `integer`, `oneof`, `block` ...
  /// @param token the word that stands before it, or is all of it; empty without one
  record Argument(
      String name,
      String type,
      String token,
      boolean isOptional,
      boolean isRepeated,
      boolean repeatsToken,
      List<Argument> parts) {}

  /// A command, or a subcommand of one.
  ///
  /// @param words its name: one word, or two
  /// @param group the kind of data that it is about
  record Shape(List<String> words, String group, List<Argument> arguments) {
    String name() {
      return String.join(" ", words);
    }
  }

  private CallShapes() {}

  /// All commands of a server and all subcommands, in the order of their names.
  static List<Shape> of(Wire wire) throws IOException {
    var shapes = new TreeMap<String, Shape>();
    wire.call("HELLO", "3");
    if (wire.call("COMMAND", "DOCS") instanceof Reply.MapReply(var docs)) {
      for (int i = 0; i < docs.size(); i += 2) {
        add(List.of(text(docs.get(i))), fields(docs.get(i + 1)), shapes);
      }
    }
    wire.call("HELLO", "2");
    return List.copyOf(shapes.values());
  }

  private static void add(List<String> words, Map<String, Reply> docs, Map<String, Shape> into) {
    var shape = new Shape(words, text(docs.get("group")), arguments(docs.get("arguments")));
    into.put(shape.name(), shape);
    if (docs.get("subcommands") instanceof Reply.MapReply(var subcommands)) {
      for (int i = 0; i < subcommands.size(); i += 2) {
        String[] both = text(subcommands.get(i)).split("\\|");
        add(List.of(both), fields(subcommands.get(i + 1)), into);
      }
    }
  }

  private static List<Argument> arguments(@Nullable Reply docs) {
    var arguments = new ArrayList<Argument>();
    if (docs instanceof Reply.Array(var items)) {
      for (Reply item : items) {
        Map<String, Reply> fields = fields(item);
        String flags = String.valueOf(fields.get("flags"));
        arguments.add(
            new Argument(
                text(fields.get("name")),
                text(fields.get("type")),
                text(fields.get("token")),
                flags.contains("optional"),
                flags.contains("multiple"),
                flags.contains("multiple_token"),
                arguments(fields.get("arguments"))));
      }
    }
    return arguments;
  }

  private static Map<String, Reply> fields(Reply reply) {
    var fields = new TreeMap<String, Reply>();
    if (reply instanceof Reply.MapReply(var flat)) {
      for (int i = 0; i < flat.size(); i += 2) {
        fields.put(text(flat.get(i)), flat.get(i + 1));
      }
    }
    return fields;
  }

  private static String text(@Nullable Reply reply) {
    return switch (reply) {
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Simple(var value) -> value;
      case null, default -> "";
    };
  }
}
