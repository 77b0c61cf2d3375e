package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The libraries of functions of one node and the interpreter that they share, which is not that of
/// the scripts.
///
/// A change of several libraries (FUNCTION RESTORE) happens as a whole or not at all: the libraries
/// are loaded first, and then take their place together.
final class Libraries {
  private static final String CHUNK = "@user_function";
  private static final int MEMBER_BYTES = 150; // a library or function with its places in the maps
  private static final long MOST_NANOS_TO_LOAD = 500_000_000;

  private final Calls calls;
  private Map<String, Library> libraries = new LinkedHashMap<>();
  private Map<String, Library.Member> functions = new HashMap<>(); // by names in lower case
  private @Nullable Interpreter interpreter;
  private @Nullable Registration registration;
  private @Nullable Execution loadingFor;
  private long loadingUntilNanos;
  private boolean outOfTime;

  Libraries(Calls calls) {
    this.calls = calls;
  }

  Collection<Library> all() {
    return libraries.values();
  }

  int functionCount() {
    return functions.size();
  }

  /// The function of that name in any case, or null.
  Library.@Nullable Member find(String name) {
    return functions.get(name.toLowerCase(Locale.ROOT));
  }

  /// Bytes that the interpreter holds; 0 before the first library.
  long interpreterBytes() {
    Interpreter lua = interpreter;
    return lua == null ? 0 : lua.usedBytes();
  }

  /// What keeping the libraries takes, in bytes.
  long usedBytes() {
    long bytes = 0;
    for (Library library : libraries.values()) {
      bytes += library.code().length() + (1L + library.functions().size()) * MEMBER_BYTES;
    }
    return bytes;
  }

  private Interpreter interpreter() {
    Interpreter ready = interpreter;
    if (ready == null) {
      Scripts.requireLua();
      var redis = new RedisLibrary(calls.run());
      var members = calls.libraries(redis);
      var loading = redis.constants();
      loading.put("register_function", (Interpreter.Function) this::register);
      members.put("loading", loading);
      ready = new Interpreter(members, this::ends);
      redis.attach(ready);
      interpreter = ready;
    }
    return ready;
  }

  private boolean ends() {
    Execution x = loadingFor;
    if (x == null) {
      return calls.watchman().ends();
    }
    outOfTime = x.server().clock().nanos() >= loadingUntilNanos;
    return outOfTime;
  }

  private int register(Lua lua) {
    Registration open = registration;
    if (open == null) {
      throw LuaError.table(
          "ERR redis.register_function can only be called on FUNCTION LOAD command");
    }
    return open.register(lua);
  }

  /// Compiles a library and runs it once, so that it registers its functions. It is not yet one of
  /// the node's.
  ///
  /// @throws CommandError when that fails
  private Library compile(Bytes code, String name, Execution x) {
    Interpreter lua = interpreter();
    var open = new Registration(lua, name);
    int chunk = 0;
    calls.run().begin(x, true);
    registration = open;
    loadingFor = x;
    loadingUntilNanos = x.server().clock().nanos() + MOST_NANOS_TO_LOAD;
    outOfTime = false;
    lua.loading(true);
    try {
      chunk = lua.compile(ScriptFlags.withoutFirstLine(code.toArray()), CHUNK);
      lua.prepare(chunk);
      if (!lua.run(0)) {
        String reason = outOfTime ? "ERR FUNCTION LOAD timeout" : lua.textField(-1, "err");
        throw CommandError.of("ERR Error registering functions: " + reason);
      }
      if (open.members().isEmpty()) {
        throw CommandError.of("ERR No functions registered");
      }
      return new Library(name, code, open.members());
    } catch (LuaError wrong) {
      throw CommandError.of("ERR Error compiling function: " + wrong.text());
    } catch (CommandError refused) {
      open.members().values().forEach(member -> lua.forget(member.chunk()));
      throw refused;
    } finally {
      lua.loading(false);
      loadingFor = null;
      registration = null;
      calls.run().end(null);
      if (chunk != 0) {
        lua.forget(chunk);
      }
      lua.done();
    }
  }

  /// Loads one library; answers its name.
  String load(Bytes code, boolean replaces, Execution x) {
    String name = Library.nameIn(code.toArray());
    if (!replaces && libraries.containsKey(name)) {
      throw CommandError.of("ERR Library '" + name + "' already exists");
    }
    Library loaded = compile(code, name, x);
    var next = new LinkedHashMap<>(libraries);
    next.remove(name);
    next.put(name, loaded);
    take(next, List.of(loaded));
    return name;
  }

  /// How libraries of a payload meet those that are there.
  enum Policy {
    APPEND,
    REPLACE,
    FLUSH
  }

  /// Loads several libraries.
  void restore(List<Bytes> codes, Policy policy, Execution x) {
    Map<String, Library> loaded = new LinkedHashMap<>();
    try {
      Map<String, String> names = new HashMap<>();
      for (Bytes code : codes) {
        String name = Library.nameIn(code.toArray());
        if (loaded.containsKey(name)) {
          throw CommandError.of("ERR Library '" + name + "' already exists");
        }
        Library library = compile(code, name, x);
        loaded.put(name, library);
        library.functions().keySet().forEach(function -> claim(names, function, name));
      }
      var next = new LinkedHashMap<String, Library>();
      if (policy != Policy.FLUSH) {
        next.putAll(libraries);
        for (String name : loaded.keySet()) {
          if (next.remove(name) != null && policy == Policy.APPEND) {
            throw CommandError.of("ERR Library " + name + " already exists");
          }
        }
      }
      next.putAll(loaded);
      take(next, loaded.values());
    } catch (CommandError refused) {
      loaded.values().forEach(this::forget);
      throw refused;
    }
  }

  private static void claim(Map<String, String> names, String function, String library) {
    if (names.put(function.toLowerCase(Locale.ROOT), library) != null) {
      throw CommandError.of("ERR Function " + function + " already exists");
    }
  }

  /// Makes these the node's libraries.
  ///
  /// @param added those among them that were not before
  private void take(Map<String, Library> next, Collection<Library> added) {
    Map<String, Library.Member> members = new HashMap<>();
    for (Library library : next.values()) {
      for (Library.Member member : library.functions().values()) {
        if (members.put(member.name().toLowerCase(Locale.ROOT), member) != null) {
          added.forEach(this::forget);
          throw CommandError.of("ERR Function " + member.name() + " already exists");
        }
      }
    }
    Map<String, Library> before = libraries;
    libraries = next;
    functions = members;
    before.values().stream().filter(old -> !isKept(old)).forEach(this::forget);
  }

  @SuppressWarnings("ReferenceEquality") // that very library, not one like it
  private boolean isKept(Library library) {
    return libraries.get(library.name()) == library;
  }

  private void forget(Library library) {
    Interpreter lua = interpreter;
    if (lua != null) {
      library.functions().values().forEach(member -> lua.forget(member.chunk()));
    }
  }

  /// Removes a library; false when there is none of that name.
  boolean delete(String name) {
    if (!libraries.containsKey(name)) {
      return false;
    }
    var next = new LinkedHashMap<>(libraries);
    next.remove(name);
    take(next, List.of());
    return true;
  }

  /// Removes all libraries and everything they left in the interpreter.
  void flush() {
    libraries = new LinkedHashMap<>();
    functions = new HashMap<>();
    Interpreter old = interpreter;
    interpreter = null;
    if (old != null) {
      old.close();
    }
  }

  /// Calls a function and writes what it returns.
  Effect call(Library.Member function, int keys, boolean readOnly, Args args, Execution x) {
    Interpreter lua = interpreter();
    lua.prepare(function.chunk());
    lua.pushList(args, Scripts.FIRST_KEY, Scripts.FIRST_KEY + keys);
    lua.pushList(args, Scripts.FIRST_KEY + keys, args.count());
    return calls.run(
        lua, Watchman.Kind.FUNCTION, function.name(), 2, function.flags(), readOnly, args, x);
  }
}
