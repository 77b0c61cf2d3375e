package hitrate.engine.command.server;

import hitrate.engine.command.Command;
import hitrate.engine.resp.ReplyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Answers COMMAND DOCS from the files `docs/*.txt`, which are read when they are first asked for.
/// A command that no file knows is left out.
final class CommandDocs {
  private static final List<String> GROUPS =
      List.of(
          "bitmap",
          "cluster",
          "connection",
          "generic",
          "geo",
          "hash",
          "hyperloglog",
          "list",
          "pubsub",
          "scripting",
          "server",
          "set",
          "sorted-set",
          "stream",
          "string",
          "transactions");

  private final Map<String, Doc> docs = new HashMap<>();

  /// What is written about a command. Texts may be empty for "none".
  ///
  /// @param history a version, then what changed in it, and so on
  record Doc(
      Map<String, String> texts,
      List<String> flags,
      List<String> history,
      List<Argument> arguments) {
    String text(String name) {
      return texts.getOrDefault(name, "");
    }
  }

  /// One argument, or a choice or block of several.
  ///
  /// @param facts `token`, `since` and so on
  record Argument(
      String name,
      String type,
      Map<String, String> facts,
      List<String> flags,
      List<Argument> inner) {}

  void write(Collection<Command> commands, ReplyWriter reply) {
    if (docs.isEmpty()) {
      GROUPS.forEach(group -> docs.putAll(DocsFile.parse(read(group))));
    }
    List<Command> known = commands.stream().filter(c -> docs.containsKey(c.fullName())).toList();
    reply.map(known.size());
    for (Command command : known) {
      Doc doc = docs.get(command.fullName());
      if (doc != null) {
        reply.bulk(command.fullName());
        write(doc, command, reply);
      }
    }
  }

  private static List<String> read(String group) {
    String name = "/hitrate/engine/command/docs/" + group + ".txt";
    try (InputStream file = CommandDocs.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("missing resource: " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void write(Doc doc, Command command, ReplyWriter reply) {
    var texts = new FieldWriter(reply, doc.texts());
    boolean hasSubcommands = !command.subcommands().isEmpty();
    reply.map(
        doc.texts().size()
            + (doc.flags().isEmpty() ? 0 : 1)
            + (doc.history().isEmpty() ? 0 : 1)
            + (doc.arguments().isEmpty() ? 0 : 1)
            + (hasSubcommands ? 1 : 0));
    texts.write("summary", "summary");
    texts.write("since", "since");
    texts.write("group", "group");
    texts.write("complexity", "complexity");
    writeFlags("doc_flags", doc.flags(), reply);
    texts.write("deprecated", "deprecated_since");
    texts.write("replaced", "replaced_by");
    if (!doc.history().isEmpty()) {
      reply.bulk("history");
      reply.set(doc.history().size() / 2);
      for (int i = 0; i < doc.history().size(); i += 2) {
        reply.array(2);
        reply.bulk(doc.history().get(i));
        reply.bulk(doc.history().get(i + 1));
      }
    }
    writeArguments(doc.arguments(), reply);
    if (hasSubcommands) {
      reply.bulk("subcommands");
      write(command.subcommands().values(), reply);
    }
  }

  private static void writeArguments(List<Argument> arguments, ReplyWriter reply) {
    if (arguments.isEmpty()) {
      return;
    }
    reply.bulk("arguments");
    reply.array(arguments.size());
    for (Argument argument : arguments) {
      reply.map(
          2
              + argument.facts().size()
              + (argument.flags().isEmpty() ? 0 : 1)
              + (argument.inner().isEmpty() ? 0 : 1));
      reply.bulk("name");
      reply.bulk(argument.name());
      reply.bulk("type");
      reply.bulk(argument.type());
      String keySpec = argument.facts().get("spec");
      if (keySpec != null) {
        reply.bulk("key_spec_index");
        reply.integer(Long.parseLong(keySpec));
      }
      var facts = new FieldWriter(reply, argument.facts());
      facts.write("token", "token");
      facts.write("since", "since");
      facts.write("deprecated", "deprecated_since");
      writeFlags("flags", argument.flags(), reply);
      writeArguments(argument.inner(), reply);
    }
  }

  private static void writeFlags(String name, List<String> flags, ReplyWriter reply) {
    if (!flags.isEmpty()) {
      reply.bulk(name);
      reply.set(flags.size());
      flags.forEach(reply::simple);
    }
  }

  /// Writes those texts that are there.
  private record FieldWriter(ReplyWriter reply, Map<String, String> texts) {
    void write(String name, String wireName) {
      String text = texts.get(name);
      if (text != null) {
        reply.bulk(wireName);
        reply.bulk(text);
      }
    }
  }
}
