package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;

/// A reply as text, in the two ways `redis-cli` shows it: for people ([#render]) and, when its
/// output goes to a file, for programs ([#raw]). Neither ends with a line break of its own, so that
/// `println` prints what `redis-cli` prints.
public final class ReplyText {

  private ReplyText() {}

  /// A reply as `redis-cli` shows it on a terminal, byte strings quoted and nested replies
  /// numbered.
  public static String render(Reply reply) {
    var out = new StringBuilder();
    render(reply, "", out);
    return out.toString();
  }

  /// The reply to a command as `redis-cli` shows it on a terminal: as [#render], except that
  /// reports such as `INFO` and `CLIENT LIST` are shown as the text they are.
  public static String render(List<Bytes> command, Reply reply) {
    return isReport(command) ? raw(reply) : render(reply);
  }

  private static boolean isReport(List<Bytes> command) {
    String name = command.isEmpty() ? "" : lower(command.getFirst());
    String second = command.size() < 2 ? "" : lower(command.get(1));
    return switch (name) {
      case "info", "lolwut" -> true;
      case "client" -> second.equals("list") || second.equals("info");
      case "cluster" -> second.equals("nodes") || second.equals("info");
      case "latency" -> second.equals("graph") || second.equals("doctor");
      case "memory" -> second.equals("malloc-stats") || second.equals("doctor");
      case "debug" -> second.equals("htstats") || second.equals("htstats-key");
      case "proxy" -> second.equals("info");
      default -> false;
    };
  }

  private static String lower(Bytes word) {
    return word.toString().toLowerCase(Locale.ROOT);
  }

  private static void render(Reply reply, String indent, StringBuilder out) {
    switch (reply) {
      case Reply.Simple(String text) -> out.append(text);
      case Reply.Error(String message) -> out.append("(error) ").append(message);
      case Reply.Int(long value) -> out.append("(integer) ").append(value);
      case Reply.Bulk(Bytes value) -> out.append(Words.quote(value));
      case Reply.Null(), Reply.NullArray() -> out.append("(nil)");
      case Reply.Double(double value, String text) -> out.append("(double) ").append(text);
      case Reply.Bool(boolean value) -> out.append(value ? "(true)" : "(false)");
      case Reply.BigNumber(String digits) -> out.append("(big number) ").append(digits);
      case Reply.Verbatim(String format, Bytes text) -> out.append(text);
      case Reply.Attributed(var attributes, Reply inner) -> render(inner, indent, out);
      case Reply.Array(var items) -> numbered(items, ')', "(empty array)", indent, out);
      case Reply.SetReply(var items) -> numbered(items, '~', "(empty set)", indent, out);
      case Reply.Push(var items) -> numbered(items, ')', "(empty push)", indent, out);
      case Reply.MapReply(var flat) -> pairs(flat, indent, out);
    }
  }

  private static void numbered(
      List<Reply> items, char mark, String empty, String indent, StringBuilder out) {
    if (items.isEmpty()) {
      out.append(empty);
      return;
    }
    int width = digits(items.size());
    String inner = indent + " ".repeat(width + 2);
    for (int i = 0; i < items.size(); i++) {
      number(i, width, mark, indent, out);
      render(items.get(i), inner, out);
    }
  }

  /// A map's entries; a value that takes more than one line begins on a line of its own.
  private static void pairs(List<Reply> flat, String indent, StringBuilder out) {
    if (flat.isEmpty()) {
      out.append("(empty hash)");
      return;
    }
    int width = digits(flat.size() / 2);
    String inner = indent + " ".repeat(width + 2);
    for (int i = 0; i < flat.size(); i += 2) {
      number(i / 2, width, '#', indent, out);
      render(flat.get(i), inner, out);
      out.append(" => ");
      Reply value = flat.get(i + 1);
      if (spansLines(value)) {
        out.append('\n').append(inner);
      }
      render(value, inner, out);
    }
  }

  /// Whether a reply is numbered over more than one line: it has several entries, or the value of
  /// its only one does. Line breaks inside a text and the key of that entry do not count (the last
  /// is an oddity of redis-cli 7.0).
  private static boolean spansLines(Reply reply) {
    return switch (reply) {
      case Reply.Array(var items) -> spanLines(items, 1);
      case Reply.SetReply(var items) -> spanLines(items, 1);
      case Reply.Push(var items) -> spanLines(items, 1);
      case Reply.MapReply(var flat) -> spanLines(flat, 2);
      case Reply.Attributed(var attributes, Reply inner) -> spansLines(inner);
      default -> false;
    };
  }

  private static boolean spanLines(List<Reply> items, int perEntry) {
    return items.size() > perEntry || (!items.isEmpty() && spansLines(items.getLast()));
  }

  /// Begins the item at `index`: on a line of its own, except for the first, whose line the item
  /// around it has begun already.
  private static void number(int index, int width, char mark, String indent, StringBuilder out) {
    if (index > 0) {
      out.append('\n').append(indent);
    }
    String number = Integer.toString(index + 1);
    out.repeat(' ', width - number.length()).append(number).append(mark).append(' ');
  }

  private static int digits(int count) {
    return Integer.toString(count).length();
  }

  /// A reply as `redis-cli` writes it to a file or pipe: bare values, one a line.
  public static String raw(Reply reply) {
    var out = new ByteArrayOutputStream();
    raw(reply, out);
    return out.toString(UTF_8);
  }

  private static void raw(Reply reply, ByteArrayOutputStream out) {
    switch (reply) {
      case Reply.Simple(String text) -> write(text, out);
      case Reply.Error(String message) -> write(message + "\n", out);
      case Reply.Int(long value) -> write(Long.toString(value), out);
      case Reply.Bulk(Bytes value) -> out.writeBytes(value.toArray());
      case Reply.Null(), Reply.NullArray() -> {}
      case Reply.Double(double value, String text) -> write(text, out);
      case Reply.Bool(boolean value) -> write(value ? "(true)" : "(false)", out);
      case Reply.BigNumber(String digits) -> write(digits, out);
      case Reply.Verbatim(String format, Bytes text) -> out.writeBytes(text.toArray());
      case Reply.Attributed(var attributes, Reply inner) -> raw(inner, out);
      case Reply.Array(var items) -> lines(items, out);
      case Reply.SetReply(var items) -> lines(items, out);
      case Reply.Push(var items) -> lines(items, out);
      case Reply.MapReply(var flat) -> {
        for (int i = 0; i < flat.size(); i += 2) {
          separate(i, out);
          raw(flat.get(i), out);
          out.write(' ');
          raw(flat.get(i + 1), out);
        }
      }
    }
  }

  private static void lines(List<Reply> items, ByteArrayOutputStream out) {
    for (int i = 0; i < items.size(); i++) {
      separate(i, out);
      raw(items.get(i), out);
    }
  }

  private static void separate(int index, ByteArrayOutputStream out) {
    if (index > 0) {
      out.write('\n');
    }
  }

  private static void write(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(UTF_8));
  }
}
