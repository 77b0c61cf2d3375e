package hitrate.kernel.redis;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the node itself says about its commands: `COMMAND LIST` and `COMMAND DOCS`. Asked over a
/// connection of its own, because the learner's may be inside a MULTI. A node that does not know
/// these commands gives no help, and no error.
public final class CommandHelp {
  private final URI uri;

  public CommandHelp(URI uri) {
    this.uri = uri;
  }

  /// The commands whose name begins with `prefix`, in the letter case of the prefix.
  public List<String> namesLike(String prefix) {
    boolean lower = !prefix.isEmpty() && prefix.equals(prefix.toLowerCase(Locale.ROOT));
    return ask("COMMAND", "LIST").map(CommandHelp::items).orElse(List.of()).stream()
        .map(item -> text(item).toUpperCase(Locale.ROOT))
        .filter(name -> name.startsWith(prefix.toUpperCase(Locale.ROOT)))
        .map(name -> lower ? name.toLowerCase(Locale.ROOT) : name)
        .sorted()
        .toList();
  }

  /// What a command does, in a few lines; empty when the node has nothing to say.
  public String explain(String command) {
    var docs = ask("COMMAND", "DOCS", command).map(CommandHelp::items).orElse(List.of());
    if (docs.size() < 2) {
      return "";
    }
    Map<String, String> facts = new HashMap<>();
    List<Reply> flat = items(docs.get(1));
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      facts.put(text(flat.get(i)), text(flat.get(i + 1)));
    }
    var lines = new StringBuilder(command.toUpperCase(Locale.ROOT));
    Optional.ofNullable(facts.get("summary")).ifPresent(s -> lines.append("\n").append(s));
    Optional.ofNullable(facts.get("complexity")).ifPresent(s -> lines.append("\nCost: ").append(s));
    Optional.ofNullable(facts.get("since")).ifPresent(s -> lines.append("\nSince: ").append(s));
    return lines.toString();
  }

  private Optional<Reply> ask(String... words) {
    try (var client = RespClient.connect(uri)) {
      Reply reply = client.call(words);
      return reply instanceof Reply.Error ? Optional.empty() : Optional.of(reply);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static List<Reply> items(Reply reply) {
    return switch (reply) {
      case Reply.Array(var items) -> items;
      case Reply.MapReply(var flat) -> flat;
      default -> List.of();
    };
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Bulk(Bytes value) -> value.toString();
      case Reply.Simple(String text) -> text;
      default -> "";
    };
  }
}
