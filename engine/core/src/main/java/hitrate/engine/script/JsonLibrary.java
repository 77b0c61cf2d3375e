package hitrate.engine.script;

import java.util.HashMap;
import java.util.Map;

/// The library `cjson`: its settings, which last as long as the interpreter, and its functions.
/// Each library that `cjson.new` makes has settings of its own.
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
    all.put("encode", member(JsonLibrary::encode));
    all.put("decode", member(JsonLibrary::decode));
    all.put("encode_sparse_array", member(JsonLibrary::sparseArray));
    all.put("encode_max_depth", member(JsonLibrary::encodeMaxDepth));
    all.put("decode_max_depth", member(JsonLibrary::decodeMaxDepth));
    all.put("encode_number_precision", member(JsonLibrary::numberPrecision));
    all.put("encode_keep_buffer", member(JsonLibrary::keepBuffer));
    all.put("encode_invalid_numbers", member(JsonLibrary::encodeInvalidNumbers));
    all.put("decode_invalid_numbers", member(JsonLibrary::decodeInvalidNumbers));
    all.put("new", new Interpreter.Maker(all, new JsonLibrary()::keepIn));
    all.put("null", Interpreter.NullPointer.VALUE);
    all.put("_NAME", "cjson");
    all.put("_VERSION", "2.1.0");
    return all;
  }

  /// A function of the library, told the settings that it goes by.
  private interface Member {
    int call(JsonLibrary settings, Lua lua);
  }

  private Interpreter.Function member(Member member) {
    return lua -> {
      if (lua.type(Lua.SHARED) != Lua.TABLE) {
        return member.call(this, lua);
      }
      JsonLibrary own = of(lua);
      try {
        return member.call(own, lua);
      } finally { // what was set before a wrong argument stays
        lua.copy(Lua.SHARED);
        own.keepIn(lua);
        lua.pop(1);
      }
    };
  }

  /// The settings of a library that `cjson.new` has made. Lua keeps them, so that they go when
  /// nobody has the library any more.
  private static JsonLibrary of(Lua lua) {
    var own = new JsonLibrary();
    own.convertsSparse = kept(lua, 1) != 0;
    own.sparseRatio = kept(lua, 2);
    own.sparseSafe = kept(lua, 3);
    own.encodeDepth = kept(lua, 4);
    own.decodeDepth = kept(lua, 5);
    own.precision = kept(lua, 6);
    own.decodesInvalid = kept(lua, 7) != 0;
    own.encodesInvalid = Invalid.values()[kept(lua, 8)];
    own.keepsBuffer = kept(lua, 9) != 0;
    return own;
  }

  private static int kept(Lua lua, int place) {
    lua.item(Lua.SHARED, place);
    int value = (int) lua.number(-1);
    lua.pop(1);
    return value;
  }

  /// Puts the settings into the table on top.
  private void keepIn(Lua lua) {
    int place = 1;
    for (int value :
        new int[] {
          convertsSparse ? 1 : 0,
          sparseRatio,
          sparseSafe,
          encodeDepth,
          decodeDepth,
          precision,
          decodesInvalid ? 1 : 0,
          encodesInvalid.ordinal(),
          keepsBuffer ? 1 : 0
        }) {
      lua.push(value);
      lua.setItem(-2, place++);
    }
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
