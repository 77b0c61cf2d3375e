package hitrate.engine.script;

/// Reads MessagePack into Lua values.
final class MessagePackReader {
  private static final int DEEPEST = 3990; // as many as fit on Lua's stack, two values each
  private static final String TOO_MANY =
      "stack overflow (too many return values at once; use unpack_one or unpack_limit instead.)";
  private static final String TOO_DEEP = "stack overflow (in function mp_decode_to_lua_array)";

  private final Lua lua;
  private final byte[] data;
  private int at;

  private MessagePackReader(Lua lua) {
    if (!lua.isString(1)) {
      throw LuaError.type(lua, 1, "string");
    }
    this.lua = lua;
    this.data = lua.bytes(1);
  }

  /// All values of the string.
  static int all(Lua lua) {
    return new MessagePackReader(lua).values(0, 0, false);
  }

  /// The next place and one value.
  static int one(Lua lua) {
    long offset = argument(lua, 2);
    return new MessagePackReader(lua).values(1, offset, true);
  }

  /// The next place and as many values as asked for.
  static int limited(Lua lua) {
    if (!lua.isNumber(2)) {
      throw LuaError.type(lua, 2, "number");
    }
    long limit = lua.whole(2);
    long offset = argument(lua, 3);
    var reader = new MessagePackReader(lua);
    if (limit == 0 && offset > 0 && offset <= reader.data.length) { // as the real one has it
      lua.push(offset == reader.data.length ? -1 : (int) offset);
      return 1;
    }
    return reader.values(limit, offset, limit != 0);
  }

  private static long argument(Lua lua, int index) {
    if (lua.type(index) <= Lua.NIL) {
      return 0;
    }
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    return lua.whole(index);
  }

  private int values(long limit, long offset, boolean tellsPlace) {
    if (offset < 0 || limit < 0) {
      throw LuaError.of(
          "Invalid request to unpack with offset of %d and limit of %d."
              .formatted((int) offset, data.length));
    }
    if (offset > data.length) {
      throw LuaError.of(
          "Start offset %d greater than input length %d.".formatted((int) offset, data.length));
    }
    long most = limit == 0 ? Long.MAX_VALUE : limit;
    int results = 0;
    at = (int) offset;
    while (at < data.length && results < most) {
      if (!lua.reserve(6)) {
        throw LuaError.of(TOO_MANY);
      }
      try {
        read(0);
      } catch (StackOverflowError tooDeep) { // the stack of the thread is a small one
        throw LuaError.of(TOO_DEEP);
      }
      results++;
    }
    if (tellsPlace) {
      lua.push(at == data.length ? -1 : at);
      lua.insert(lua.top() - results); // below the results
      return results + 1;
    }
    return results;
  }

  private long number(int size) {
    need(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | data[at++] & 0xff;
    }
    return value;
  }

  private long signed(int size) {
    int unused = 64 - size * 8;
    return number(size) << unused >> unused;
  }

  private void need(long size) {
    if (size > data.length - at) {
      throw LuaError.of("Missing bytes in input.");
    }
  }

  private void read(int depth) {
    if (depth > DEEPEST || !lua.reserve(6)) {
      throw LuaError.of(TOO_DEEP);
    }
    need(1);
    int head = data[at++] & 0xff;
    if (head <= 0x7f || head >= 0xe0) {
      lua.push((byte) head);
    } else if (head <= 0x8f) {
      map(head & 15, depth);
    } else if (head <= 0x9f) {
      array(head & 15, depth);
    } else if (head <= 0xbf) {
      string(head & 31);
    } else {
      readLong(head, depth);
    }
  }

  private void readLong(int head, int depth) {
    switch (head) {
      case 0xc0 -> lua.pushNil();
      case 0xc2 -> lua.push(false);
      case 0xc3 -> lua.push(true);
      case 0xd9 -> string(number(1));
      case 0xda -> string(number(2));
      case 0xdb -> string(number(4));
      case 0xca -> lua.push(Float.intBitsToFloat((int) number(4)));
      case 0xcb -> lua.push(Double.longBitsToDouble(number(8)));
      case 0xcc, 0xcd, 0xce -> lua.push((double) number(1 << head - 0xcc));
      case 0xcf -> lua.push((double) number(8)); // as there, a large one comes out negative
      case 0xd0, 0xd1, 0xd2, 0xd3 -> lua.push((double) signed(1 << head - 0xd0));
      case 0xdc -> array(number(2), depth);
      case 0xdd -> array(number(4), depth);
      case 0xde -> map(number(2), depth);
      case 0xdf -> map(number(4), depth);
      default -> throw LuaError.of("Bad data format in input.");
    }
  }

  private void string(long length) {
    need(length);
    lua.push(data, at, (int) length);
    at += (int) length;
  }

  private void array(long count, int depth) {
    lua.newTable(0, 0);
    for (int i = 1; i <= count; i++) {
      read(depth + 1);
      lua.setItem(-2, i);
    }
  }

  private void map(long count, int depth) {
    lua.newTable(0, 0);
    for (long i = 0; i < count; i++) {
      read(depth + 1);
      read(depth + 1);
      if (lua.type(-2) == Lua.NIL) {
        throw LuaError.bare("table index is nil");
      }
      if (lua.type(-2) == Lua.NUMBER && Double.isNaN(lua.number(-2))) {
        throw LuaError.bare("table index is NaN");
      }
      lua.rawSet(-3);
    }
  }
}
