package hitrate.engine.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes one Lua value as JSON, the way Lua CJSON does: a table is an array when all its keys are
/// positive integers and it is not too sparse, and an object otherwise.
final class JsonWriter {
  private final JsonLibrary settings;
  private final Lua lua;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  JsonWriter(JsonLibrary settings, Lua lua) {
    this.settings = settings;
    this.lua = lua;
  }

  /// The value on top.
  byte[] write() {
    try {
      write(0);
    } catch (StackOverflowError tooDeep) { // a thread's stack may hold less than the setting allows
      throw LuaError.of("Cannot serialise, excessive nesting (" + (settings.encodeDepth + 1) + ")");
    }
    return out.toByteArray();
  }

  private void text(String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private LuaError refuse(int index, String why) {
    return LuaError.of("Cannot serialise " + lua.typeName(index) + ": " + why);
  }

  private void write(int depth) {
    switch (lua.type(-1)) {
      case Lua.STRING -> string(lua.bytes(-1));
      case Lua.NUMBER -> number(lua.number(-1));
      case Lua.BOOLEAN -> text(lua.bool(-1) ? "true" : "false");
      case Lua.NIL -> text("null");
      case Lua.TABLE -> table(depth + 1);
      case Lua.LIGHT_POINTER -> text("null");
      default -> throw refuse(-1, "type not supported");
    }
  }

  private void number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      switch (settings.encodesInvalid) {
        case REFUSED -> throw refuse(-1, "must not be NaN or Inf");
        case NULL -> text("null");
        case WRITTEN -> text(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
      }
      return;
    }
    text(GeneralFormat.of(value, settings.precision));
  }

  private void string(byte[] bytes) {
    out.write('"');
    for (byte b : bytes) {
      switch (b) {
        case '"' -> text("\\\"");
        case '\\' -> text("\\\\");
        case '/' -> text("\\/");
        case '\b' -> text("\\b");
        case '\t' -> text("\\t");
        case '\n' -> text("\\n");
        case '\f' -> text("\\f");
        case '\r' -> text("\\r");
        default -> {
          if (b >= 0 && b < 32 || b == 127) {
            text("\\u%04x".formatted((int) b));
          } else {
            out.write(b);
          }
        }
      }
    }
    out.write('"');
  }

  private void table(int depth) {
    if (depth > settings.encodeDepth || !lua.reserve(6)) {
      throw LuaError.of("Cannot serialise, excessive nesting (" + depth + ")");
    }
    int length = arrayLength();
    if (length > 0) {
      array(length, depth);
    } else {
      object(depth);
    }
  }

  /// The length of the table as an array; less than 1 when it is an object.
  private int arrayLength() {
    double most = 0;
    int items = 0;
    lua.pushNil();
    while (lua.next(-2)) {
      double key = lua.type(-2) == Lua.NUMBER ? lua.number(-2) : 0;
      if (key < 1 || key != Math.floor(key)) {
        lua.pop(2);
        return -1;
      }
      most = Math.max(most, key);
      items++;
      lua.pop(1);
    }
    if (settings.sparseRatio > 0
        && most > (double) items * settings.sparseRatio
        && most > settings.sparseSafe) {
      if (!settings.convertsSparse) {
        throw refuse(-1, "excessively sparse array");
      }
      return -1;
    }
    return (int) most;
  }

  private void array(int length, int depth) {
    out.write('[');
    for (int i = 1; i <= length; i++) {
      if (i > 1) {
        out.write(',');
      }
      lua.item(-1, i);
      write(depth);
      lua.pop(1);
    }
    out.write(']');
  }

  private void object(int depth) {
    out.write('{');
    boolean first = true;
    lua.pushNil();
    while (lua.next(-2)) {
      if (!first) {
        out.write(',');
      }
      first = false;
      switch (lua.type(-2)) {
        case Lua.NUMBER -> {
          lua.copy(-2);
          out.write('"');
          number(lua.number(-1));
          out.write('"');
          lua.pop(1);
        }
        case Lua.STRING -> string(lua.bytes(-2));
        default -> throw refuse(-2, "table key must be a number or string");
      }
      out.write(':');
      write(depth);
      lua.pop(1);
    }
    out.write('}');
  }
}
