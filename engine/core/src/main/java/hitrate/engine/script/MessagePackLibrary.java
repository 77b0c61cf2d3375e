package hitrate.engine.script;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/// The library `cmsgpack`: Lua values to and from MessagePack.
///
/// Source: the MessagePack specification, <https://github.com/msgpack/msgpack/blob/master/spec.md>,
/// and the documentation of lua-cmsgpack 0.4.0.
final class MessagePackLibrary {
  private static final int DEEPEST = 16;

  private MessagePackLibrary() {}

  static Map<String, Object> members() {
    Map<String, Object> all = new HashMap<>();
    all.put("pack", (Interpreter.Function) MessagePackLibrary::pack);
    all.put("unpack", (Interpreter.Function) MessagePackReader::all);
    all.put("unpack_one", (Interpreter.Function) MessagePackReader::one);
    all.put("unpack_limit", (Interpreter.Function) MessagePackReader::limited);
    all.put("_NAME", "cmsgpack");
    all.put("_VERSION", "lua-cmsgpack 0.4.0");
    all.put("_COPYRIGHT", "Copyright (C) 2012, Salvatore Sanfilippo");
    all.put("_DESCRIPTION", "MessagePack C implementation for Lua");
    return all;
  }

  private static int pack(Lua lua) {
    int top = lua.top();
    if (top == 0) {
      throw LuaError.argument(lua, 0, "MessagePack pack needs input.");
    }
    lua.reserve(8);
    var out = new ByteArrayOutputStream();
    for (int i = 1; i <= top; i++) {
      lua.copy(i);
      write(lua, out, 0);
    }
    lua.push(out.toByteArray());
    return 1;
  }

  private static void write(Lua lua, ByteArrayOutputStream out, int level) {
    int type = lua.type(-1);
    if (type == Lua.TABLE && level == DEEPEST) {
      type = Lua.NIL; // what is nested deeper is left out
    }
    switch (type) {
      case Lua.STRING -> string(out, lua.bytes(-1));
      case Lua.BOOLEAN -> out.write(lua.bool(-1) ? 0xc3 : 0xc2);
      case Lua.NUMBER -> number(out, lua.number(-1));
      case Lua.TABLE -> table(lua, out, level);
      default -> out.write(0xc0);
    }
    lua.pop(1);
  }

  private static void bytes(ByteArrayOutputStream out, int head, long value, int size) {
    out.write(head);
    for (int i = size - 1; i >= 0; i--) {
      out.write((int) (value >>> i * 8));
    }
  }

  private static void string(ByteArrayOutputStream out, byte[] text) {
    if (text.length < 32) {
      out.write(0xa0 | text.length);
    } else if (text.length <= 0xff) {
      bytes(out, 0xd9, text.length, 1);
    } else if (text.length <= 0xffff) {
      bytes(out, 0xda, text.length, 2);
    } else {
      bytes(out, 0xdb, text.length, 4);
    }
    out.writeBytes(text);
  }

  private static void number(ByteArrayOutputStream out, double value) {
    if (value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63) {
      integer(out, (long) value);
    } else if ((float) value == value) {
      bytes(out, 0xca, Float.floatToRawIntBits((float) value), 4);
    } else {
      bytes(out, 0xcb, Double.doubleToRawLongBits(value), 8);
    }
  }

  private static void integer(ByteArrayOutputStream out, long value) {
    if (value >= -32 && value <= 127) {
      out.write((int) value);
    } else if (value >= 0) {
      int size = value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffffL ? 4 : 8;
      bytes(out, 0xcc + Integer.numberOfTrailingZeros(size), value, size);
    } else {
      int size = value >= -128 ? 1 : value >= -32768 ? 2 : value >= Integer.MIN_VALUE ? 4 : 8;
      bytes(out, 0xd0 + Integer.numberOfTrailingZeros(size), value, size);
    }
  }

  private static void head(ByteArrayOutputStream out, int small, int large, int count) {
    if (count <= 15) {
      out.write(small | count);
    } else if (count <= 0xffff) {
      bytes(out, large, count, 2);
    } else {
      bytes(out, large + 1, count, 4);
    }
  }

  private static void table(Lua lua, ByteArrayOutputStream out, int level) {
    lua.reserve(6);
    int items = 0;
    double most = 0;
    boolean isArray = true;
    lua.pushNil();
    while (lua.next(-2)) {
      double key = lua.type(-2) == Lua.NUMBER ? lua.number(-2) : 0;
      isArray &= key >= 1 && key == Math.floor(key);
      most = Math.max(most, key);
      items++;
      lua.pop(1);
    }
    if (isArray && most == items) {
      head(out, 0x90, 0xdc, items);
      for (int i = 1; i <= items; i++) {
        lua.item(-1, i);
        write(lua, out, level + 1);
      }
      return;
    }
    head(out, 0x80, 0xde, items);
    lua.pushNil();
    while (lua.next(-2)) {
      lua.copy(-2);
      write(lua, out, level + 1);
      write(lua, out, level + 1);
    }
  }
}
