package hitrate.labs.console;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.resp.Reply;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The ways a console shows a reply.
public enum ReplyFormat {
  /// As `redis-cli` shows it to people: quoted strings, numbered lists.
  TERMINAL,
  /// As `redis-cli` shows it to programs: bare values, one a line.
  RAW,
  /// One JSON value a line; an error is `{"error": "ERR ..."}`.
  JSON;

  /// `reply`, the answer to `command`, without a line break at the end.
  public String show(List<Bytes> command, Reply reply) {
    return switch (this) {
      case TERMINAL -> ReplyText.render(command, reply);
      case RAW -> ReplyText.raw(reply);
      case JSON -> JsonMapper.shared().writeValueAsString(tree(reply));
    };
  }

  private static @Nullable Object tree(Reply reply) {
    return switch (reply) {
      case Reply.Simple(var text) -> text;
      case Reply.Error(var message) -> Map.of("error", message);
      case Reply.Int(var value) -> value;
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Null() -> null;
      case Reply.NullArray() -> null;
      case Reply.Double(var value, var text) -> Double.isFinite(value) ? (Object) value : text;
      case Reply.Bool(var value) -> value;
      case Reply.BigNumber(var digits) -> new BigInteger(digits);
      case Reply.Verbatim(var format, var text) -> text.toString();
      case Reply.Array(var items) -> list(items);
      case Reply.SetReply(var items) -> list(items);
      case Reply.Push(var items) -> list(items);
      case Reply.MapReply(var flat) -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
          map.put(ReplyText.raw(flat.get(i)), tree(flat.get(i + 1)));
        }
        yield map;
      }
      case Reply.Attributed(var attributes, var inner) -> tree(inner);
    };
  }

  private static List<@Nullable Object> list(List<Reply> items) {
    var list = new ArrayList<@Nullable Object>();
    items.forEach(item -> list.add(tree(item)));
    return list;
  }
}
