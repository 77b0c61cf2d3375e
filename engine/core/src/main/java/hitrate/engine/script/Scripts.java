package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The scripts of one node: those known by their SHA-1, the interpreter that runs them, and the one
/// that is running.
final class Scripts {
  /// Where in EVAL and its like the keys begin.
  static final int FIRST_KEY = 3;

  private static final int SCRIPT_BYTES = 200; // its SHA-1, its flags and its places in the tables

  private static final String CHUNK = "@user_script";

  private final Calls calls;
  private final Map<Bytes, Script> known = new HashMap<>(); // by SHA-1
  private final Map<Bytes, Script> byCode = new HashMap<>(); // spares EVAL the SHA-1
  private @Nullable Interpreter interpreter;
  private long codeBytes;
  private boolean haveFlags;

  /// A compiled script.
  ///
  /// @param chunk its number in the interpreter
  record Script(String sha, int chunk, Bytes code, ScriptFlags flags) {}

  Scripts(Calls calls) {
    this.calls = calls;
  }

  /// @throws CommandError when there is no Lua on this machine
  static void requireLua() {
    if (LuaLibrary.REFUSAL != null) {
      throw CommandError.of("ERR scripts cannot run here: " + LuaLibrary.REFUSAL);
    }
  }

  private Interpreter interpreter() {
    Interpreter ready = interpreter;
    if (ready == null) {
      requireLua();
      var redis = new RedisLibrary(calls.run());
      var libraries = calls.libraries(redis);
      libraries.put("redis", redis.scriptMembers());
      ready = new Interpreter(libraries, calls.watchman());
      redis.attach(ready);
      interpreter = ready;
    }
    return ready;
  }

  /// The script of that code, compiled now if it is new.
  Script load(Bytes code) {
    Script old = byCode.get(code);
    if (old != null) {
      return old;
    }
    byte[] bytes = code.toArray();
    String sha = RedisLibrary.sha1(bytes);
    ScriptFlags flags = ScriptFlags.of(bytes);
    try {
      int chunk = interpreter().compile(ScriptFlags.withoutFirstLine(bytes), CHUNK);
      var script = new Script(sha, chunk, code, flags);
      known.put(Bytes.of(sha), script);
      byCode.put(code, script);
      codeBytes += bytes.length;
      haveFlags |= flags.hasFirstLine();
      return script;
    } catch (LuaError wrong) {
      throw CommandError.of("ERR Error compiling script (new function): " + wrong.text());
    }
  }

  /// What the code's first line says; null when that is wrong.
  @Nullable ScriptFlags flagsOf(Bytes code) {
    Script old = byCode.get(code);
    try {
      return old == null ? ScriptFlags.of(code.toArray()) : old.flags();
    } catch (CommandError wrong) {
      return null;
    }
  }

  /// True when a script is known whose first line says something about it.
  boolean haveFlags() {
    return haveFlags;
  }

  /// The script of that SHA-1 in any case, or null.
  @Nullable Script find(String sha) {
    return known.get(Bytes.of(sha.toLowerCase(java.util.Locale.ROOT)));
  }

  /// Forgets all scripts and everything they left in the interpreter.
  void flush() {
    known.clear();
    byCode.clear();
    codeBytes = 0;
    haveFlags = false;
    Interpreter old = interpreter;
    interpreter = null;
    if (old != null) {
      old.close();
    }
  }

  /// Has a debugger follow the scripts from here on, or nobody.
  void debugger(@Nullable Debugger debugger) {
    interpreter().debugger(debugger);
  }

  int count() {
    return known.size();
  }

  /// What keeping the scripts takes, in bytes.
  long usedBytes() {
    return codeBytes + (long) SCRIPT_BYTES * known.size();
  }

  /// Bytes that the interpreter holds; 0 before the first script.
  long interpreterBytes() {
    Interpreter lua = interpreter;
    return lua == null ? 0 : lua.usedBytes();
  }

  /// Runs a script and writes what it returns.
  Effect run(Script script, int keys, boolean readOnly, Args args, Execution x) {
    Interpreter lua = interpreter();
    lua.prepare(script.chunk());
    lua.global("KEYS", args, FIRST_KEY, FIRST_KEY + keys);
    lua.global("ARGV", args, FIRST_KEY + keys, args.count());
    return calls.run(lua, Watchman.Kind.SCRIPT, script.sha(), 0, script.flags(), readOnly, args, x);
  }
}
