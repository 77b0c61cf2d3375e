package hitrate.engine.script;

import hitrate.engine.command.CommandError;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `redis.register_function`, by which a library makes its functions known while it is loaded: with
/// a name and a function, or with a table of named arguments.
final class Registration {
  private static final String ME = "redis.register_function";

  private static final ScriptFlags NO_FLAGS = new ScriptFlags(true, Set.of());

  private final Interpreter interpreter;
  private final String library;
  private final Map<String, Library.Member> members = new LinkedHashMap<>();
  private @Nullable String name;
  private @Nullable String description;
  private int callback;
  private ScriptFlags flags = NO_FLAGS;

  Registration(Interpreter interpreter, String library) {
    this.interpreter = interpreter;
    this.library = library;
  }

  /// What was registered.
  Map<String, Library.Member> members() {
    return members;
  }

  int register(Lua lua) {
    int arguments = lua.top();
    if (arguments < 1 || arguments > 2) {
      throw wrong("wrong number of arguments to " + ME);
    }
    name = null;
    description = null;
    callback = 0;
    flags = NO_FLAGS;
    if (arguments == 1) {
      takeNamed(lua);
    } else {
      takePositional(lua);
    }
    add(lua);
    return 0;
  }

  private static LuaError wrong(String message) {
    return LuaError.table("ERR " + message);
  }

  private void takePositional(Lua lua) {
    if (!lua.isString(1)) {
      throw wrong("first argument to " + ME + " must be a string");
    }
    name = lua.text(1);
    if (lua.type(2) != Lua.FUNCTION) {
      throw wrong("second argument to " + ME + " must be a function");
    }
    callback = 2;
  }

  private void takeNamed(Lua lua) {
    if (lua.type(1) != Lua.TABLE) {
      throw wrong(
          "calling "
              + ME
              + " with a single argument is only applicable to Lua table (representing named"
              + " arguments).");
    }
    lua.pushNil(); // where the function will be kept
    lua.pushNil();
    while (lua.next(1)) {
      if (!lua.isString(-2)) {
        throw wrong("named argument key given to " + ME + " is not a string");
      }
      lua.copy(-2); // reading a number as text would change the key
      String key = lua.text(-1);
      lua.pop(1);
      takeNamed(lua, key);
      lua.pop(1);
    }
    if (name == null) {
      throw wrong(ME + " must get a function name argument");
    }
    if (callback == 0) {
      throw wrong(ME + " must get a callback argument");
    }
  }

  private void takeNamed(Lua lua, String key) {
    switch (key) {
      case "function_name" -> name = text(lua, key);
      case "description" -> description = text(lua, key);
      case "callback" -> {
        if (lua.type(-1) != Lua.FUNCTION) {
          throw wrong("callback argument given to " + ME + " must be a function");
        }
        lua.copy(-1);
        lua.replace(2);
        callback = 2;
      }
      case "flags" -> flags = flags(lua);
      default -> throw wrong("unknown argument given to " + ME);
    }
  }

  private static String text(Lua lua, String key) {
    if (!lua.isString(-1)) {
      throw wrong(key + " argument given to " + ME + " must be a string");
    }
    return lua.text(-1);
  }

  private static ScriptFlags flags(Lua lua) {
    if (lua.type(-1) != Lua.TABLE) {
      throw wrong("flags argument to " + ME + " must be a table representing function flags");
    }
    var flags = EnumSet.noneOf(ScriptFlags.Flag.class);
    for (int i = 1; lua.item(-1, i) != Lua.NIL; i++) {
      ScriptFlags.Flag flag = lua.isString(-1) ? ScriptFlags.Flag.of(lua.text(-1)) : null;
      lua.pop(1);
      if (flag == null) {
        throw wrong("unknown flag given");
      }
      flags.add(flag);
    }
    lua.pop(1);
    return new ScriptFlags(true, flags);
  }

  private void add(Lua lua) {
    String newName = String.valueOf(name);
    try {
      Library.checkName(newName);
    } catch (CommandError bad) {
      throw LuaError.table(bad.reply());
    }
    if (members.containsKey(newName)) {
      throw wrong("Function already exists in the library");
    }
    lua.copy(callback);
    int chunk = interpreter.keep();
    members.put(newName, new Library.Member(library, newName, chunk, description, flags));
  }
}
