package hitrate.engine.script;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls scripts and functions that an interpreter has ready, one at a time, and writes what they
/// return or how they failed.
final class Calls {
  private final ScriptRun run = new ScriptRun();
  private final Watchman watchman = new Watchman(run);
  private final RandomLibrary random = new RandomLibrary();
  private boolean showsDeprecated;

  ScriptRun run() {
    return run;
  }

  Watchman watchman() {
    return watchman;
  }

  /// Has scripts see what should no longer be used, too.
  void showDeprecated() {
    showsDeprecated = true;
  }

  /// Everything in Lua that is not the language's own, by library.
  Map<String, Map<String, Object>> libraries(RedisLibrary redis) {
    var libraries = new LinkedHashMap<String, Map<String, Object>>();
    libraries.put("math", random.members());
    libraries.put("cjson", new JsonLibrary().members());
    libraries.put("cmsgpack", MessagePackLibrary.members());
    libraries.put("struct", StructLibrary.members());
    libraries.put("bit", BitLibrary.members());
    libraries.put("redis", redis.members());
    if (showsDeprecated) {
      libraries.put("deprecated", Map.of());
    }
    return libraries;
  }

  /// Runs what was prepared, and writes its result.
  ///
  /// @param name what errors and the log call it
  /// @param arguments how many were pushed for it
  /// @param flags what it said about itself
  /// @param words the command that asked for it
  Effect run(
      Interpreter lua,
      Watchman.Kind kind,
      String name,
      int arguments,
      ScriptFlags flags,
      boolean readOnly,
      Args words,
      Execution x) {
    run.ignoresMemory(flags.allowsOom());
    run.begin(x, readOnly || flags.noWrites());
    watchman.begin(kind, name, words, x);
    CommandError error = null;
    try {
      boolean fine = lua.run(arguments);
      int protocol = run.client().protocol();
      if (fine) {
        error = errorField(lua);
        if (error == null) {
          new LuaToReply(lua.lua(), x.reply(), protocol, x.server().nestedCalls()).write();
        }
      } else {
        error = describe(lua, name);
      }
    } finally {
      watchman.end();
      lua.done();
    }
    return run.end(error);
  }

  private static @Nullable CommandError errorField(Interpreter lua) {
    if (lua.lua().type(-1) != Lua.TABLE) {
      return null;
    }
    String text = lua.stringField(-1, "err");
    return text == null ? null : error(lua, text);
  }

  /// The error that the table on top stands for. One that a command answered was counted then.
  private static CommandError error(Interpreter lua, String text) {
    String line = text.replace('\r', ' ').replace('\n', ' ');
    return lua.isCountedError() ? CommandError.counted(line) : CommandError.of(line);
  }

  private CommandError describe(Interpreter lua, String name) {
    Debugger debugger = lua.debugger();
    String stopped = debugger == null ? watchman.reasonForEnd() : debugger.reasonForEnd();
    if (stopped != null) {
      lua.pushStopped(stopped);
    }
    String error = lua.textField(-1, "err");
    String source = lua.textField(-1, "source");
    String line = lua.textField(-1, "line");
    String text = error == null ? "ERR unknown error" : error;
    String place = source == null || line == null ? "" : ", on " + source + ":" + line + ".";
    return error(lua, text + " script: " + name + place);
  }
}
