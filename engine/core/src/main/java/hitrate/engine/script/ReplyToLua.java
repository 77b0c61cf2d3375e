package hitrate.engine.script;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;

/// Turns the reply of a command into a value that a script can use. RESP2 has five kinds; what
/// RESP3 adds comes as a table with one field that names the kind, such as `double`.
final class ReplyToLua {
  private final Interpreter interpreter;
  private final Lua lua;
  private byte[] bytes = new byte[0];
  private int at;
  private boolean hasNulls;

  ReplyToLua(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.lua = interpreter.lua();
  }

  /// Pushes the one reply that was written. True when it is an error.
  boolean push(ReplyWriter reply) {
    bytes = reply.buffer();
    at = 0;
    hasNulls = reply.protocol() == 3;
    boolean isError = bytes[0] == '-';
    push();
    return isError;
  }

  private void push() {
    lua.reserve(8);
    byte kind = bytes[at++];
    switch (kind) {
      case '$' -> pushBulk();
      case ':' -> lua.push((double) number());
      case '+' -> pushField("ok", line());
      case '-' -> interpreter.pushError(line(), true);
      case '*', '>' -> pushArray();
      case '%' -> pushMap();
      case '~' -> pushSet();
      case '_' -> {
        line();
        lua.pushNil();
      }
      case '#' -> lua.push(line().equals("t"));
      case ',' -> pushDouble();
      case '(' -> pushField("big_number", line());
      case '=' -> pushVerbatim();
      default -> throw new IllegalStateException("not a reply: " + (char) kind);
    }
  }

  private int lineEnd() {
    int end = at;
    while (bytes[end] != '\r') {
      end++;
    }
    return end;
  }

  private String line() {
    int end = lineEnd();
    var text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    at = end + 2;
    return text;
  }

  private long number() {
    int end = lineEnd();
    long value = Decimal.parse(bytes, at, end - at);
    at = end + 2;
    return value;
  }

  private void pushBulk() {
    int length = (int) number();
    if (length < 0) {
      lua.push(false);
      return;
    }
    lua.push(bytes, at, length);
    at += length + 2;
  }

  private void pushField(String name, String value) {
    lua.newTable(0, 1);
    lua.push(value);
    lua.setField(-2, name);
  }

  /// Where there may be nulls, which leave holes, the table grows as it is filled: its length, the
  /// operator `#`, depends on that.
  private void pushArray() {
    int count = (int) number();
    if (count < 0) {
      lua.push(false);
      return;
    }
    lua.newTable(hasNulls ? 0 : count, 0);
    for (int i = 1; i <= count; i++) {
      push();
      lua.setItem(-2, i);
    }
  }

  /// The table grows as it is filled: its order, which a reply may show, depends on that.
  private void pushMap() {
    int count = (int) number();
    lua.newTable(0, 1);
    lua.newTable(0, 0);
    for (int i = 0; i < count; i++) {
      push();
      push();
      lua.rawSet(-3);
    }
    lua.setField(-2, "map");
  }

  private void pushSet() {
    int count = (int) number();
    lua.newTable(0, 1);
    lua.newTable(0, 0);
    for (int i = 0; i < count; i++) {
      push();
      lua.push(true);
      lua.rawSet(-3);
    }
    lua.setField(-2, "set");
  }

  private void pushDouble() {
    String text = line();
    double value =
        switch (text) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          case "nan", "-nan" -> Double.NaN;
          default -> Double.parseDouble(text);
        };
    lua.newTable(0, 1);
    lua.push(value);
    lua.setField(-2, "double");
  }

  private void pushVerbatim() {
    int length = (int) number();
    lua.newTable(0, 1);
    lua.newTable(0, 2);
    lua.push(bytes, at + 4, length - 4);
    lua.setField(-2, "string");
    lua.push(bytes, at, 3);
    lua.setField(-2, "format");
    lua.setField(-2, "verbatim_string");
    at += length + 2;
  }
}
