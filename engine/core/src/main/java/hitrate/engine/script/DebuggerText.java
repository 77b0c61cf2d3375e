package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Quoted;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Values of Lua, calls and replies as the [Debugger] shows them.
final class DebuggerText {
  private static final int DEEPEST = 10;
  private static final int MOST_WORDS = 10;
  private static final String TOO_DEEP = "<max recursion level reached! Nested table?>";

  private final String none;

  private DebuggerText(String none) {
    this.none = none;
  }

  /// A value of the stack.
  static String value(Lua lua, int index) {
    return value(lua, index < 0 ? lua.top() + 1 + index : index, 0);
  }

  private static String value(Lua lua, int index, int depth) {
    if (depth == DEEPEST) {
      return TOO_DEEP;
    }
    return switch (lua.type(index)) {
      case Lua.NIL -> "nil";
      case Lua.BOOLEAN -> lua.bool(index) ? "true" : "false";
      case Lua.NUMBER -> GeneralFormat.of(lua.number(index), 6);
      case Lua.STRING -> quoted(lua.bytes(index));
      case Lua.TABLE -> table(lua, index, depth);
      case Lua.LIGHT_POINTER -> "\"light-userdata@" + address(lua.pointer(index)) + "\"";
      default -> "\"" + lua.typeName(index) + "@" + address(lua.pointer(index)) + "\"";
    };
  }

  private static String address(long pointer) {
    return pointer == 0 ? "(nil)" : "0x" + Long.toHexString(pointer);
  }

  private static String table(Lua lua, int table, int depth) {
    lua.reserve(4);
    var items = new ArrayList<String>();
    var entries = new ArrayList<String>();
    boolean isList = true;
    lua.pushNil();
    while (lua.next(table)) {
      int at = lua.top();
      isList &= lua.type(at - 1) == Lua.NUMBER && lua.number(at - 1) == items.size() + 1;
      String value = value(lua, at, depth + 1);
      items.add(value);
      entries.add("[" + value(lua, at - 1, depth + 1) + "]=" + value);
      lua.pop(1);
    }
    return "{" + String.join("; ", isList ? items : entries) + "}";
  }

  private static String quoted(byte[] bytes) {
    var text = new StringBuilder();
    Quoted.append(text, bytes, 0, bytes.length);
    return text.toString();
  }

  /// The error on top of the stack.
  static String error(Lua lua, Interpreter interpreter) {
    String text =
        lua.type(-1) == Lua.TABLE
            ? interpreter.textField(-1, "err")
            : lua.isString(-1) ? lua.text(-1) : null;
    return text == null ? "?" : text;
  }

  /// The words of a call.
  static String call(List<Bytes> words) {
    boolean isLong = words.size() > MOST_WORDS;
    var shown = words.subList(0, isLong ? MOST_WORDS : words.size());
    String text = String.join(" ", shown.stream().map(DebuggerText::latin).toList());
    return isLong ? text + " ... (" + (words.size() - MOST_WORDS - 1) + " more)" : text;
  }

  /// The bytes of a word as characters.
  static String latin(Bytes word) {
    return new String(word.toArray(), StandardCharsets.ISO_8859_1);
  }

  /// A reply in a version of the protocol.
  static String reply(byte[] raw, int protocol) {
    try {
      return new DebuggerText(protocol == 3 ? "(null)" : "NULL").reply(ReplyReader.parse(raw));
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private String reply(Reply reply) {
    return switch (reply) {
      case Reply.Simple(String text) -> quoted(("+" + text).getBytes(StandardCharsets.UTF_8));
      case Reply.Error(String text) -> quoted(("-" + text).getBytes(StandardCharsets.UTF_8));
      case Reply.Int(long number) -> Long.toString(number);
      case Reply.Bulk(Bytes value) -> quoted(value.toArray());
      case Reply.Null _, Reply.NullArray _ -> none;
      case Reply.Array(var items) -> "[" + joined(items) + "]";
      case Reply.Push(var items) -> "[" + joined(items) + "]";
      case Reply.SetReply(var items) -> "~(" + joined(items) + ")";
      case Reply.MapReply(var flat) -> {
        var entries = new ArrayList<String>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
          entries.add(reply(flat.get(i)) + " => " + reply(flat.get(i + 1)));
        }
        yield "{" + String.join(",", entries) + "}";
      }
      case Reply.Bool(boolean value) -> value ? "#true" : "#false";
      case Reply.Double(double _, String text) -> "(double) " + text;
      case Reply.BigNumber(String digits) -> "(big number) " + digits;
      case Reply.Verbatim(String _, Bytes text) -> quoted(text.toArray());
      case Reply.Attributed(var _, Reply inner) -> reply(inner);
    };
  }

  private String joined(List<Reply> items) {
    return String.join(",", items.stream().map(this::reply).toList());
  }

  /// The number that a word begins with, as C's `atoi` reads it: 0 for none.
  static int number(Bytes word) {
    String digits = word.toString().strip().replaceFirst("(?<=.)[^0-9].*", "");
    return digits.matches("[+-]?\\d{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
