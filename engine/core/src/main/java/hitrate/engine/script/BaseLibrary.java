package hitrate.engine.script;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// The few functions of Lua's base library that have to be ours: those that catch errors and those
/// that could change what scripts may not.
final class BaseLibrary {
  private static final String READONLY = "Attempt to modify a readonly table";

  private BaseLibrary() {}

  /// Functions that scripts see.
  static Map<String, Object> functions(Interpreter interpreter) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pcall", (Interpreter.Function) lua -> pcall(interpreter, lua));
    all.put("xpcall", (Interpreter.Function) lua -> xpcall(interpreter, lua));
    all.put("load", (Interpreter.Function) lua -> load(interpreter, lua));
    all.put("loadstring", (Interpreter.Function) lua -> loadstring(interpreter, lua));
    all.put("getmetatable", (Interpreter.Function) lua -> getmetatable(interpreter, lua));
    all.put("pairs", (Interpreter.Function) lua -> pairs(interpreter, lua));
    all.put("rawset", (Interpreter.Function) lua -> rawset(interpreter, lua));
    all.put("setmetatable", (Interpreter.Function) lua -> setmetatable(interpreter, lua));
    return all;
  }

  /// Functions that only the sandbox itself uses.
  static Map<String, Interpreter.Function> tools() {
    return Map.of(
        "readonly",
        _ -> {
          throw LuaError.of(READONLY);
        },
        "missing",
        lua -> {
          throw LuaError.of(
              lua.isString(2)
                  ? "Script attempted to access nonexistent global variable '" + lua.text(2) + "'"
                  : "Second argument to luaProtectedTableError must be a string or number");
        });
  }

  /// Calls a function and answers true and its results, or false and the error. As in the real
  /// server the error of a command comes as its text, and any other table with its field `err`
  /// behind it.
  private static int pcall(Interpreter interpreter, Lua lua) {
    if (lua.top() == 0) {
      lua.push(false);
      lua.push("attempt to call a boolean value");
      return 2;
    }
    lua.reserve(4);
    int status = interpreter.attempt(lua.top() - 1);
    if (status != 0 && lua.type(-1) == Lua.TABLE) {
      lua.field(-1, "err");
      if (lua.isString(-1)) {
        lua.replace(-2);
      }
    }
    lua.push(status == 0);
    lua.insert(1);
    return lua.top();
  }

  /// Calls a function and answers true and its results, or false and what a handler makes of the
  /// error.
  private static int xpcall(Interpreter interpreter, Lua lua) {
    needValue(lua, 2);
    lua.top(2);
    lua.insert(1);
    lua.reserve(4);
    int status = interpreter.attempt(0);
    if (status != 0) {
      lua.copy(1);
      lua.insert(2);
      if (interpreter.attempt(1) == 0) {
        lua.top(2);
      } else {
        lua.top(1);
        lua.push("error in error handling");
      }
    }
    lua.push(status == 0);
    lua.replace(1);
    return lua.top();
  }

  /// Compiles the pieces of text that a function gives, until it gives none.
  private static int load(Interpreter interpreter, Lua lua) {
    String name = lua.type(2) <= Lua.NIL ? "=(load)" : string(lua, 2);
    if (lua.type(1) != Lua.FUNCTION) {
      throw LuaError.type(lua, 1, "function");
    }
    lua.top(1);
    lua.reserve(4);
    var text = new ByteArrayOutputStream();
    boolean goesOn = true;
    while (goesOn) {
      lua.copy(1);
      boolean failed = interpreter.attempt(0) != 0;
      lua.top(2);
      boolean ends = lua.type(2) == Lua.NIL;
      if (!failed && !ends && !lua.isString(2)) {
        lua.push("reader function must return a string");
        failed = true;
      }
      if (failed) {
        lua.pushNil();
        lua.insert(-2);
        return 2;
      }
      byte[] piece = ends ? new byte[0] : lua.bytes(2);
      lua.top(1);
      goesOn = piece.length > 0 && (text.size() > 0 || piece[0] != Interpreter.BYTECODE);
      text.writeBytes(piece);
    }
    return compile(interpreter, lua, text.toByteArray(), name);
  }

  private static int loadstring(Interpreter interpreter, Lua lua) {
    string(lua, 1);
    byte[] text = lua.bytes(1);
    String name = lua.type(2) <= Lua.NIL ? lua.text(1) : string(lua, 2);
    lua.reserve(4);
    return compile(interpreter, lua, text, name);
  }

  private static int compile(Interpreter interpreter, Lua lua, byte[] text, String name) {
    if (interpreter.load(text, name)) {
      return 1;
    }
    lua.pushNil();
    lua.insert(-2);
    return 2;
  }

  /// The metatable of a value. Tables look as if they were not behind others.
  private static int getmetatable(Interpreter interpreter, Lua lua) {
    needValue(lua, 1);
    lua.reserve(4);
    if (interpreter.isFrozen(1)) {
      interpreter.pushShownMetatable(1);
    } else if (!lua.metatable(1)) {
      lua.pushNil();
    } else if (lua.field(-1, "__metatable") == Lua.NIL) {
      lua.pop(1);
    }
    return 1;
  }

  private static int pairs(Interpreter interpreter, Lua lua) {
    checkTable(lua, 1);
    interpreter.pushNext();
    if (!interpreter.pushShown(1)) {
      lua.copy(1);
    }
    lua.pushNil();
    return 3;
  }

  private static int rawset(Interpreter interpreter, Lua lua) {
    checkTable(lua, 1);
    needValue(lua, 2);
    needValue(lua, 3);
    if (interpreter.isFrozen(1)) {
      throw LuaError.bare(READONLY);
    }
    if (lua.type(2) == Lua.NIL) {
      throw LuaError.bare("table index is nil");
    }
    if (lua.type(2) == Lua.NUMBER && Double.isNaN(lua.number(2))) {
      throw LuaError.bare("table index is NaN");
    }
    lua.top(3);
    lua.rawSet(1);
    return 1;
  }

  private static int setmetatable(Interpreter interpreter, Lua lua) {
    checkTable(lua, 1);
    int type = lua.type(2);
    if (type != Lua.NIL && type != Lua.TABLE) {
      throw LuaError.argument(lua, 2, "nil or table expected");
    }
    if (interpreter.isFrozen(1)) {
      throw LuaError.bare(READONLY);
    }
    if (lua.metatable(1)) {
      if (lua.field(-1, "__metatable") != Lua.NIL) {
        throw LuaError.of("cannot change a protected metatable");
      }
    }
    lua.top(2);
    lua.setMetatable(1);
    return 1;
  }

  private static void needValue(Lua lua, int index) {
    if (lua.type(index) < 0) {
      throw LuaError.argument(lua, index, "value expected");
    }
  }

  private static String string(Lua lua, int index) {
    if (!lua.isString(index)) {
      throw LuaError.type(lua, index, "string");
    }
    return lua.text(index);
  }

  static void checkTable(Lua lua, int index) {
    if (lua.type(index) != Lua.TABLE) {
      throw LuaError.type(lua, index, "table");
    }
  }
}
