package hitrate.labs.console;

import hitrate.engine.resp.Reply;
import java.util.ArrayList;
import java.util.List;

/// A small server's answer to `COMMAND DOCS`, with one command for each shape of argument.
final class ServerDocs {
  private ServerDocs() {}

  static CommandCatalog catalog() {
    return CommandCatalog.from(reply());
  }

  static Reply reply() {
    return map(
        "get", command("Reads a value", "string", argument("key", "key")),
        "set",
            command(
                "Stores a value",
                "string",
                argument("key", "key"),
                argument("value", "string"),
                optional(oneOf("condition", token("nx", "NX"), token("xx", "XX"))),
                optional(token("get", "GET")),
                optional(
                    oneOf(
                        "expiration",
                        tokenWith("seconds", "EX"),
                        tokenWith("milliseconds", "PX"),
                        token("keepttl", "KEEPTTL")))),
        "del", command("Removes keys", "generic", multiple(argument("key", "key"))),
        "mset",
            command(
                "Stores values",
                "string",
                multiple(block("data", argument("key", "key"), argument("value", "string")))),
        "sort",
            command(
                "Sorts",
                "generic",
                argument("key", "key"),
                optional(
                    block(
                        "limit",
                        "LIMIT",
                        argument("offset", "integer"),
                        argument("count", "integer"))),
                repeated(tokenWith("pattern", "GET"))),
        "ping", command("Answers", "connection", optional(argument("message", "string"))),
        "config",
            map(
                "summary", text("A container for configuration commands"),
                "group", text("server"),
                "since", text("2.0.0"),
                "subcommands",
                    map(
                        "config|get",
                            command(
                                "Reads parameters",
                                "server",
                                multiple(argument("parameter", "string"))),
                        "config|resetstat", command("Sets counters to 0", "server"))));
  }

  private static Reply command(String summary, String group, Reply... arguments) {
    return map(
        "summary", text(summary),
        "since", text("1.0.0"),
        "group", text(group),
        "complexity", text("O(1)"),
        "arguments", new Reply.Array(List.of(arguments)));
  }

  private static Reply argument(String name, String type) {
    return map("name", text(name), "type", text(type));
  }

  private static Reply token(String name, String token) {
    return map("name", text(name), "type", text("pure-token"), "token", text(token));
  }

  private static Reply tokenWith(String name, String token) {
    return map("name", text(name), "type", text("integer"), "token", text(token));
  }

  private static Reply oneOf(String name, Reply... parts) {
    return map(
        "name", text(name), "type", text("oneof"), "arguments", new Reply.Array(List.of(parts)));
  }

  private static Reply block(String name, Reply... parts) {
    return map(
        "name", text(name), "type", text("block"), "arguments", new Reply.Array(List.of(parts)));
  }

  private static Reply block(String name, String token, Reply... parts) {
    return with(block(name, parts), "token", text(token));
  }

  private static Reply optional(Reply argument) {
    return with(argument, "flags", flags("optional"));
  }

  private static Reply multiple(Reply argument) {
    return with(argument, "flags", flags("multiple"));
  }

  private static Reply repeated(Reply argument) {
    return with(argument, "flags", flags("optional", "multiple", "multiple_token"));
  }

  private static Reply flags(String... flags) {
    return new Reply.SetReply(List.of(flags).stream().<Reply>map(Reply.Simple::new).toList());
  }

  private static Reply with(Reply map, String field, Reply value) {
    var flat = new ArrayList<>(((Reply.MapReply) map).flat());
    flat.add(text(field));
    flat.add(value);
    return new Reply.MapReply(flat);
  }

  private static Reply map(Object... namesAndValues) {
    var flat = new ArrayList<Reply>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      flat.add(text((String) namesAndValues[i]));
      flat.add((Reply) namesAndValues[i + 1]);
    }
    return new Reply.MapReply(flat);
  }

  private static Reply text(String text) {
    return Reply.Bulk.of(text);
  }
}
