package hitrate.engine.script;

import hitrate.engine.command.NestedCalls;
import hitrate.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/// Turns what a script returns into a reply. A table is an array up to its first nil, unless a
/// field says what else it is: `err`, `ok`, `double`, `map`, `set`, `big_number`,
/// `verbatim_string`, looked for in that order.
///
/// Tables within tables are kept on Lua's stack, not on Java's: it is Lua's limit that ends a reply
/// that is nested too deeply.
final class LuaToReply {
  /// A table that is being written: what is on Lua's stack above the place where it was.
  private static final class Open {
    final Kind kind;
    final int mark;
    final @Nullable Open outer;
    int count;
    boolean keyWritten;

    Open(Kind kind, int mark, @Nullable Open outer) {
      this.kind = kind;
      this.mark = mark;
      this.outer = outer;
    }
  }

  /// What becomes of a table.
  private enum Kind {
    /// The table.
    ARRAY,
    /// The table, the one in its field `map`, and the key that was written last.
    MAP,
    /// The table, the one in its field `set`, and the key that was written last.
    SET
  }

  private final Lua lua;
  private final ReplyWriter reply;
  private final int scriptProtocol;
  private final NestedCalls counts;
  private @Nullable Open innermost;

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
    writeOne();
    for (Open table = innermost; table != null; table = innermost) {
      switch (table.kind) {
        case ARRAY -> goOnWithArray(table);
        case MAP -> goOnWithMap(table);
        case SET -> goOnWithSet(table);
      }
    }
  }

  /// Writes the value on top and pops it, or begins to write it.
  private void writeOne() {
    if (!lua.reserve(4)) {
      lua.pop(1);
      writeError("ERR reached lua stack limit");
      return;
    }
    switch (lua.type(-1)) {
      case Lua.STRING -> writeString();
      case Lua.BOOLEAN -> writeBoolean(lua.bool(-1));
      case Lua.NUMBER -> reply.integer(lua.whole(-1));
      case Lua.TABLE -> {
        beginTable();
        return;
      }
      default -> reply.nil();
    }
    lua.pop(1);
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

  private void beginTable() {
    if (isLeaf()) {
      lua.pop(1);
    } else if (lua.field(-1, "map") == Lua.TABLE) {
      reply.map(countEntries());
      beginWith(Kind.MAP);
    } else {
      lua.pop(1);
      if (lua.field(-1, "set") == Lua.TABLE) {
        reply.set(countEntries());
        beginWith(Kind.SET);
      } else {
        lua.pop(1);
        if (hasText()) {
          lua.pop(1);
        } else {
          innermost = new Open(Kind.ARRAY, reply.openArray(), innermost);
        }
      }
    }
  }

  private void beginWith(Kind kind) {
    lua.pushNil();
    innermost = new Open(kind, 0, innermost);
  }

  /// Writes a table that stands for an error, a status or a number.
  private boolean isLeaf() {
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
    return false;
  }

  private boolean hasText() {
    if (lua.field(-1, "big_number") == Lua.STRING) {
      String number = lua.text(-1);
      lua.pop(1);
      reply.bigNumber(number.replace('\r', ' ').replace('\n', ' '));
      return true;
    }
    lua.pop(1);
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
    String text = lua.field(table, name) == Lua.STRING ? lua.textToZero(-1) : null;
    lua.pop(1);
    return text;
  }

  private void goOnWithArray(Open array) {
    if (lua.item(-1, array.count + 1) != Lua.NIL) {
      array.count++;
      writeOne();
    } else {
      lua.pop(2);
      reply.closeArray(array.mark, array.count);
      innermost = array.outer;
    }
  }

  private void goOnWithMap(Open map) {
    if (map.keyWritten) {
      map.keyWritten = false;
      writeOne();
    } else if (lua.next(-2)) {
      map.keyWritten = true;
      lua.copy(-2);
      writeOne();
    } else {
      lua.pop(2);
      innermost = map.outer;
    }
  }

  private void goOnWithSet(Open set) {
    if (lua.next(-2)) {
      lua.pop(1);
      lua.copy(-1);
      writeOne();
    } else {
      lua.pop(2);
      innermost = set.outer;
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
}
