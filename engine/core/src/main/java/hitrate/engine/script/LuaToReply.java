package hitrate.engine.script;

import hitrate.engine.command.NestedCalls;
import hitrate.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/// Turns what a script returns into a reply. A table is an array up to its first nil, unless a
/// field says what else it is: `err`, `ok`, `double`, `map`, `set`, `big_number`,
/// `verbatim_string`, looked for in that order.
final class LuaToReply {
  private final Lua lua;
  private final ReplyWriter reply;
  private final int scriptProtocol;
  private final NestedCalls counts;

  /// @param scriptProtocol what the script asked for by `redis.setresp`
  /// @param counts takes the errors that are in the reply
  LuaToReply(Lua lua, ReplyWriter reply, int scriptProtocol, NestedCalls counts) {
    this.lua = lua;
    this.reply = reply;
    this.scriptProtocol = scriptProtocol;
    this.counts = counts;
  }

  /// Writes the value on top, and pops it.
  void write() {
    if (!lua.reserve(10)) {
      lua.pop(1);
      writeError("ERR reached lua stack limit");
      return;
    }
    switch (lua.type(-1)) {
      case Lua.STRING -> writeString();
      case Lua.BOOLEAN -> writeBoolean(lua.bool(-1));
      case Lua.NUMBER -> reply.integer(whole(lua.number(-1)));
      case Lua.TABLE -> {
        writeTable();
        return;
      }
      default -> reply.nil();
    }
    lua.pop(1);
  }

  /// A number without what is behind the point. One that is too large, or none, gives the least
  /// integer, as processors make it.
  private static long whole(double number) {
    return number >= -0x1p63 && number < 0x1p63 ? (long) number : Long.MIN_VALUE;
  }

  private void writeError(String error) {
    reply.error(error);
    counts.countError(error);
  }

  private boolean isCounted() {
    boolean counted = lua.field(-1, "ignore_error_stats_update") == Lua.BOOLEAN && lua.bool(-1);
    lua.pop(1);
    return counted;
  }

  private void writeString() {
    byte[] bytes = lua.bytes(-1);
    reply.bulk(bytes, 0, bytes.length);
  }

  private void writeBoolean(boolean value) {
    if (scriptProtocol == 3) {
      reply.bool(value);
    } else if (value) {
      reply.integer(1);
    } else {
      reply.nil();
    }
  }

  private void writeTable() {
    if (!hasField()) {
      writeArray();
    }
    lua.pop(1);
  }

  private boolean hasField() {
    String error = textField(-1, "err");
    if (error != null) {
      if (isCounted()) {
        reply.error(error);
      } else {
        writeError(error);
      }
      return true;
    }
    String status = textField(-1, "ok");
    if (status != null) {
      reply.simple(status.replace('\r', ' ').replace('\n', ' '));
      return true;
    }
    if (lua.field(-1, "double") == Lua.NUMBER) {
      double value = lua.number(-1);
      lua.pop(1);
      reply.decimal(GeneralFormat.of(value, 17));
      return true;
    }
    lua.pop(1);
    if (lua.field(-1, "map") == Lua.TABLE) {
      writeMap();
      lua.pop(1);
      return true;
    }
    lua.pop(1);
    if (lua.field(-1, "set") == Lua.TABLE) {
      writeSet();
      lua.pop(1);
      return true;
    }
    lua.pop(1);
    return hasText();
  }

  private boolean hasText() {
    String number = textField(-1, "big_number");
    if (number != null) {
      reply.bigNumber(number.replace('\r', ' ').replace('\n', ' '));
      return true;
    }
    if (lua.field(-1, "verbatim_string") == Lua.TABLE) {
      String format = textField(-1, "format");
      if (format != null && lua.field(-1, "string") == Lua.STRING) {
        byte[] text = lua.bytes(-1);
        lua.pop(2);
        reply.verbatim(format, text);
        return true;
      }
      if (format != null) {
        lua.pop(1);
      }
    }
    lua.pop(1);
    return false;
  }

  private @Nullable String textField(int table, String name) {
    String text = lua.field(table, name) == Lua.STRING ? lua.text(-1) : null;
    lua.pop(1);
    return text;
  }

  private void writeMap() {
    int count = countEntries();
    reply.map(count);
    lua.pushNil();
    while (lua.next(-2)) {
      lua.copy(-2);
      write();
      write();
    }
  }

  private void writeSet() {
    int count = countEntries();
    reply.set(count);
    lua.pushNil();
    while (lua.next(-2)) {
      lua.pop(1);
      lua.copy(-1);
      write();
    }
  }

  private int countEntries() {
    int count = 0;
    lua.pushNil();
    while (lua.next(-2)) {
      lua.pop(1);
      count++;
    }
    return count;
  }

  private void writeArray() {
    int mark = reply.openArray();
    int count = 0;
    while (lua.item(-1, count + 1) != Lua.NIL) {
      write();
      count++;
    }
    lua.pop(1);
    reply.closeArray(mark, count);
  }
}
