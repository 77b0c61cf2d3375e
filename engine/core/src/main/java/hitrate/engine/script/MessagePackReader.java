package hitrate.engine.script;

/// Reads MessagePack into Lua values.
final class MessagePackReader {
  private final Lua lua;
  private final byte[] data;
  private int at;

  /// Reads the running function's first argument.
  MessagePackReader(Lua lua) {
    if (!lua.isString(1)) {
      throw LuaError.type(lua, 1, "string");
    }
    this.lua = lua;
    this.data = lua.bytes(1);
  }

  /// All values of the string.
  int all() {
    return values(0, 0, false);
  }

  /// The next place and one value.
  int one() {
    return values(1, argument(2), true);
  }

  /// The next place and as many values as asked for.
  int limited() {
    if (!lua.isNumber(2)) {
      throw LuaError.type(lua, 2, "number");
    }
    int limit = (int) lua.number(2);
    int offset = argument(3);
    if (limit == 0 && offset > 0 && offset <= data.length) { // as the real one has it
      lua.push(offset);
      return 1;
    }
    return values(limit, offset, limit != 0);
  }

  private int argument(int index) {
    if (lua.type(index) <= Lua.NIL) {
      return 0;
    }
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    return (int) lua.number(index);
  }

  private int values(int limit, int offset, boolean tellsPlace) {
    if (offset < 0 || limit < 0) {
      throw LuaError.of(
          "Invalid request to unpack with offset of %d and limit of %d."
              .formatted(offset, data.length));
    }
    if (offset > data.length) {
      throw LuaError.of(
          "Start offset %d greater than input length %d.".formatted(offset, data.length));
    }
    int most = limit == 0 ? Integer.MAX_VALUE : limit;
    int results = 0;
    at = offset;
    while (at < data.length && results < most) {
      if (!lua.reserve(4)) {
        throw LuaError.of("too many results");
      }
      read(0);
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
    if (!lua.reserve(6) || depth > 5000) {
      throw LuaError.of("Bad data format in input.");
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
      case 0xc4, 0xd9 -> string(number(1));
      case 0xc5, 0xda -> string(number(2));
      case 0xc6, 0xdb -> string(number(4));
      case 0xca -> lua.push(Float.intBitsToFloat((int) number(4)));
      case 0xcb -> lua.push(Double.longBitsToDouble(number(8)));
      case 0xcc, 0xcd, 0xce -> lua.push((double) number(1 << head - 0xcc));
      case 0xcf -> {
        long value = number(8);
        lua.push(value >= 0 ? value : (value >>> 1 | value & 1) * 2.0);
      }
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
      if (lua.type(-2) == Lua.NIL || lua.type(-2) == Lua.NUMBER && Double.isNaN(lua.number(-2))) {
        throw LuaError.of("Bad data format in input.");
      }
      lua.rawSet(-3);
    }
  }
}
