package hitrate.engine.script;

import java.util.HashMap;
import java.util.Map;

/// The library `cjson`: its settings, which last as long as the interpreter, and its functions.
///
/// Source: the manual of Lua CJSON 2.1, <https://kyne.au/~mark/software/lua-cjson-manual.html>.
final class JsonLibrary {
  boolean convertsSparse;
  int sparseRatio = 2;
  int sparseSafe = 10;
  int encodeDepth = 1000;
  int decodeDepth = 1000;
  int precision = 14;
  boolean decodesInvalid = true;
  Invalid encodesInvalid = Invalid.REFUSED;
  private boolean keepsBuffer = true;

  /// What becomes of numbers that JSON does not have.
  enum Invalid {
    REFUSED,
    WRITTEN,
    NULL
  }

  Map<String, Object> members() {
    Map<String, Object> all = new HashMap<>();
    all.put("encode", (Interpreter.Function) this::encode);
    all.put("decode", (Interpreter.Function) this::decode);
    all.put("encode_sparse_array", (Interpreter.Function) this::sparseArray);
    all.put("encode_max_depth", (Interpreter.Function) this::encodeMaxDepth);
    all.put("decode_max_depth", (Interpreter.Function) this::decodeMaxDepth);
    all.put("encode_number_precision", (Interpreter.Function) this::numberPrecision);
    all.put("encode_keep_buffer", (Interpreter.Function) this::keepBuffer);
    all.put("encode_invalid_numbers", (Interpreter.Function) this::encodeInvalidNumbers);
    all.put("decode_invalid_numbers", (Interpreter.Function) this::decodeInvalidNumbers);
    all.put("null", Interpreter.NullPointer.VALUE);
    all.put("_NAME", "cjson");
    all.put("_VERSION", "2.1.0");
    return all;
  }

  private static void oneArgument(Lua lua) {
    if (lua.top() != 1) {
      throw LuaError.argument(lua, 1, "expected 1 argument");
    }
  }

  private int encode(Lua lua) {
    oneArgument(lua);
    lua.push(new JsonWriter(this, lua).write());
    return 1;
  }

  private int decode(Lua lua) {
    oneArgument(lua);
    if (!lua.isString(1)) {
      throw LuaError.type(lua, 1, "string");
    }
    byte[] text = lua.bytes(1);
    if (text.length >= 2 && (text[0] == 0 || text[1] == 0)) {
      throw LuaError.of("JSON parser does not support UTF-16 or UTF-32");
    }
    new JsonReader(this, lua, text).read();
    return 1;
  }

  private static boolean given(Lua lua, int index, int most) {
    if (lua.top() > most) {
      throw LuaError.argument(lua, most + 1, "found too many arguments");
    }
    return lua.type(index) > Lua.NIL;
  }

  private static int whole(Lua lua, int index, int least, int most, int now) {
    if (!given(lua, index, 3)) {
      return now;
    }
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    int value = (int) lua.whole(index);
    if (value < least || value > most) { // as there, whichever it was
      throw LuaError.argument(lua, 1, "expected integer between " + least + " and " + most);
    }
    return value;
  }

  private static boolean flag(Lua lua, int index, boolean now) {
    if (!given(lua, index, 3)) {
      return now;
    }
    return lua.type(index) == Lua.BOOLEAN ? lua.bool(index) : word(lua, index, "").equals("on");
  }

  /// One of the words `on`, `off` and another.
  private static String word(Lua lua, int index, String other) {
    String text = lua.isString(index) ? lua.textToZero(index) : "";
    if (!lua.isString(index)) {
      throw LuaError.type(lua, index, "string");
    }
    if (!text.equals("on") && !text.equals("off") && (text.isEmpty() || !text.equals(other))) {
      throw LuaError.argument(lua, index, "invalid option '" + text + "'");
    }
    return text;
  }

  private int sparseArray(Lua lua) {
    convertsSparse = flag(lua, 1, convertsSparse);
    sparseRatio = whole(lua, 2, 0, Integer.MAX_VALUE, sparseRatio);
    sparseSafe = whole(lua, 3, 0, Integer.MAX_VALUE, sparseSafe);
    lua.push(convertsSparse);
    lua.push(sparseRatio);
    lua.push(sparseSafe);
    return 3;
  }

  private int encodeMaxDepth(Lua lua) {
    given(lua, 1, 1);
    encodeDepth = whole(lua, 1, 1, Integer.MAX_VALUE, encodeDepth);
    lua.push(encodeDepth);
    return 1;
  }

  private int decodeMaxDepth(Lua lua) {
    given(lua, 1, 1);
    decodeDepth = whole(lua, 1, 1, Integer.MAX_VALUE, decodeDepth);
    lua.push(decodeDepth);
    return 1;
  }

  private int numberPrecision(Lua lua) {
    given(lua, 1, 1);
    precision = whole(lua, 1, 1, 14, precision);
    lua.push(precision);
    return 1;
  }

  private int keepBuffer(Lua lua) {
    given(lua, 1, 1);
    keepsBuffer = flag(lua, 1, keepsBuffer);
    lua.push(keepsBuffer);
    return 1;
  }

  private int encodeInvalidNumbers(Lua lua) {
    if (given(lua, 1, 1)) {
      boolean isNull = lua.type(1) == Lua.STRING && word(lua, 1, "null").equals("null");
      encodesInvalid =
          isNull ? Invalid.NULL : flag(lua, 1, false) ? Invalid.WRITTEN : Invalid.REFUSED;
    }
    if (encodesInvalid == Invalid.NULL) {
      lua.push("null");
    } else {
      lua.push(encodesInvalid == Invalid.WRITTEN);
    }
    return 1;
  }

  private int decodeInvalidNumbers(Lua lua) {
    given(lua, 1, 1);
    decodesInvalid = flag(lua, 1, decodesInvalid);
    lua.push(decodesInvalid);
    return 1;
  }
}
