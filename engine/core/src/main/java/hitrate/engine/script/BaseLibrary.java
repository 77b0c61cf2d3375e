package hitrate.engine.script;

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
    all.put("pcall", (Interpreter.Function) lua -> pcall(interpreter, lua, true));
    all.put("pairs", (Interpreter.Function) lua -> pairs(interpreter, lua));
    all.put("rawset", (Interpreter.Function) lua -> rawset(interpreter, lua));
    all.put("setmetatable", (Interpreter.Function) lua -> setmetatable(interpreter, lua));
    return all;
  }

  /// Functions that only the sandbox itself uses.
  static Map<String, Interpreter.Function> tools(Interpreter interpreter) {
    return Map.of(
        "try",
        lua -> pcall(interpreter, lua, false),
        "count",
        BaseLibrary::count,
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
  /// server the error of a command comes as its text.
  private static int pcall(Interpreter interpreter, Lua lua, boolean unwraps) {
    if (lua.top() == 0) {
      lua.push(false);
      lua.push("attempt to call a boolean value");
      return 2;
    }
    lua.reserve(4);
    int status = interpreter.attempt(lua.top() - 1);
    if (status != 0 && unwraps && lua.type(-1) == Lua.TABLE) {
      lua.field(-1, "err");
      if (lua.isString(-1)) {
        lua.replace(-2);
      } else {
        lua.pop(1);
      }
    }
    lua.push(status == 0);
    lua.insert(1);
    return lua.top();
  }

  /// How many results a call of `try` gave, which nil at the end hides from `#`.
  private static int count(Lua lua) {
    int most = 0;
    lua.pushNil();
    while (lua.next(1)) {
      lua.pop(1);
      most = (int) Math.max(most, lua.number(-1));
    }
    lua.push(most);
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
    for (int i = 2; i <= 3; i++) {
      if (lua.type(i) < 0) {
        throw LuaError.argument(lua, i, "value expected");
      }
    }
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

  static void checkTable(Lua lua, int index) {
    if (lua.type(index) != Lua.TABLE) {
      throw LuaError.type(lua, index, "table");
    }
  }
}
