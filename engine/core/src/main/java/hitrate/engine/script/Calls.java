package hitrate.engine.script;

import hitrate.engine.command.Args;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import org.jspecify.annotations.Nullable;

/// Calls scripts and functions that an interpreter has ready, one at a time, and writes what they
/// return or how they failed.
final class Calls {
  private final ScriptRun run = new ScriptRun();
  private final Watchman watchman = new Watchman(run);
  private final RandomLibrary random = new RandomLibrary();

  ScriptRun run() {
    return run;
  }

  RandomLibrary random() {
    return random;
  }

  Watchman watchman() {
    return watchman;
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
    String error = null;
    try {
      boolean fine = lua.run(arguments);
      int protocol = run.client().protocol();
      if (fine) {
        error = errorField(lua);
        if (error == null) {
          new LuaToReply(lua.lua(), x.reply(), protocol).write();
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

  private static @Nullable String errorField(Interpreter lua) {
    return lua.lua().type(-1) == Lua.TABLE ? oneLine(lua.stringField(-1, "err")) : null;
  }

  private static @Nullable String oneLine(@Nullable String text) {
    return text == null ? null : text.replace('\r', ' ').replace('\n', ' ');
  }

  private String describe(Interpreter lua, String name) {
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
    return oneLine(text + " script: " + name + place) + "";
  }
}
