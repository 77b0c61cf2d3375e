package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The scripts of one node: those known by their SHA-1, the interpreter that runs them, and the one
/// that is running.
final class Scripts {
  private static final String CHUNK = "@user_script";

  private final ScriptRun run = new ScriptRun();
  private final Watchman watchman = new Watchman(run);
  private final RandomLibrary random = new RandomLibrary();
  private final Map<Bytes, Script> known = new HashMap<>();
  private @Nullable Interpreter interpreter;

  /// A compiled script.
  ///
  /// @param chunk its number in the interpreter
  record Script(String sha, int chunk, Bytes code, ScriptFlags flags) {}

  Watchman watchman() {
    return watchman;
  }

  ScriptRun run() {
    return run;
  }

  RandomLibrary random() {
    return random;
  }

  /// The libraries that scripts and functions both have.
  static Map<String, Map<String, Object>> libraries(RedisLibrary redis, RandomLibrary random) {
    var libraries = new LinkedHashMap<String, Map<String, Object>>();
    libraries.put("math", random.members());
    libraries.put("cjson", new JsonLibrary().members());
    libraries.put("cmsgpack", MessagePackLibrary.members());
    libraries.put("struct", StructLibrary.members());
    libraries.put("bit", BitLibrary.members());
    libraries.put("redis", redis.members(true));
    return libraries;
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
      var redis = new RedisLibrary(run);
      ready = new Interpreter(libraries(redis, random), watchman);
      redis.attach(ready);
      interpreter = ready;
    }
    return ready;
  }

  /// The script of that code, compiled now if it is new.
  Script load(Bytes code) {
    byte[] bytes = code.toArray();
    String sha = RedisLibrary.sha1(bytes);
    Script old = known.get(Bytes.of(sha));
    if (old != null) {
      return old;
    }
    ScriptFlags flags = ScriptFlags.of(bytes);
    try {
      int chunk = interpreter().compile(flags.withoutFirstLine(bytes), CHUNK);
      var script = new Script(sha, chunk, code, flags);
      known.put(Bytes.of(sha), script);
      return script;
    } catch (LuaError wrong) {
      throw CommandError.of("ERR Error compiling script (new function): " + wrong.text());
    }
  }

  /// The script of that SHA-1 in any case, or null.
  @Nullable Script find(String sha) {
    return known.get(Bytes.of(sha.toLowerCase(java.util.Locale.ROOT)));
  }

  /// Forgets all scripts and everything they left in the interpreter.
  void flush() {
    known.clear();
    Interpreter old = interpreter;
    interpreter = null;
    if (old != null) {
      old.close();
    }
  }

  int count() {
    return known.size();
  }

  /// Runs a script and writes what it returns.
  Effect run(Script script, List<Bytes> keys, List<Bytes> values, boolean readOnly, Execution x) {
    Interpreter lua = interpreter();
    lua.prepare(script.chunk());
    lua.global("KEYS", keys);
    lua.global("ARGV", values);
    run.ignoresMemory(script.flags().allowsOom());
    return run(lua, script.sha(), 0, readOnly || script.flags().noWrites(), x);
  }

  /// Runs what was prepared, and writes its result.
  Effect run(Interpreter lua, String name, int arguments, boolean readOnly, Execution x) {
    run.begin(x, readOnly);
    watchman.begin(Watchman.Kind.SCRIPT, name, x);
    int protocol = 2;
    String error = null;
    try {
      boolean fine = lua.run(arguments);
      protocol = run.client().protocol();
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
    String stopped = watchman.reasonForEnd();
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

  static String latin(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }
}
