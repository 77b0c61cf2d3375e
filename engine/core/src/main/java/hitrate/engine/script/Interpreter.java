package hitrate.engine.script;

import hitrate.engine.command.Args;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One Lua state with its sandbox: compiles scripts and calls them.
///
/// Lua raises errors by jumping over the frames between, which must not be Java's. So a function of
/// ours never raises: it pushes the error and makes Lua's own `lua_error` the hook that Lua calls
/// when the function returns. To the script it looks as if the function itself had raised, with the
/// right line and name. Whoever catches the error puts the hook back ([#restoreHook()]): every
/// protected call is one of ours.
///
/// The usual hook counts instructions, so that a script that runs on can be watched and stopped; to
/// stop it, `lua_error` becomes the hook of every single instruction.
final class Interpreter implements AutoCloseable {
  private static final int ON_RETURN = 2;
  private static final int ON_LINE = 4;
  private static final int ON_COUNT = 8;
  private static final int LINE = 2; // among events
  private static final int INSTRUCTIONS_BETWEEN_LOOKS = 100_000;
  private static final int MULTIPLE = -1;
  static final byte BYTECODE = 27; // its first byte

  private static final int HANDLER = 1000; // places in the registry
  private static final int CATCHER = 1001;
  private static final int GLOBALS = 1002;
  private static final int SHOWN = 1003;
  private static final int NEXT = 1004;
  private static final int WORLD = 1005; // the metatable of what chunks have for their globals
  private static final int LOADING = 1006;
  private static final int FIRST_CHUNK = 2000;

  private static final int COLLECT_STEP = 5;

  /// A function of ours: finds its arguments on the stack, answers how many results it pushed.
  interface Function {
    int call(Lua lua);
  }

  /// Is asked every so often while a script runs.
  interface Watch {
    /// True when the script is to end now.
    boolean ends();
  }

  private final Arena arena = Arena.ofShared();
  private final Lua lua;
  private final long mainState;
  private final long callStub;
  private final long hookStub;
  private final long raise = LuaLibrary.address("lua_error");
  private final List<Function> functions = new ArrayList<>();
  private final Watch watch;
  private int nextChunk = FIRST_CHUNK;
  private boolean ending;
  private Lua.@Nullable Frame stoppedAt;
  private int calls;
  private @Nullable Debugger debugger;

  /// @param libraries our functions and values, by library and name
  Interpreter(Map<String, Map<String, Object>> libraries, Watch watch) {
    this.watch = watch;
    try {
      mainState = (long) LuaLibrary.NEW_STATE.invokeExact();
      lua = new Lua(arena, mainState);
      var lookup = MethodHandles.lookup();
      callStub =
          stub(
              lookup.findVirtual(
                  Interpreter.class, "called", MethodType.methodType(int.class, long.class)),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
      hookStub =
          stub(
              lookup.findVirtual(
                  Interpreter.class,
                  "hooked",
                  MethodType.methodType(void.class, long.class, long.class)),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    } catch (Throwable failure) {
      throw new IllegalStateException("Lua could not be started", failure);
    }
    openStandardLibraries();
    openSandbox(libraries);
    restoreHook();
  }

  @SuppressWarnings("restricted") // see LuaLibrary
  private long stub(MethodHandle method, FunctionDescriptor type) {
    return Linker.nativeLinker().upcallStub(method.bindTo(this), type, arena).address();
  }

  private void openStandardLibraries() {
    for (String name : List.of("", "table", "string", "math")) {
      lua.pushNative(name.isEmpty() ? "luaopen_base" : "luaopen_" + name);
      lua.push(name);
      check(lua.call(1, 0, 0));
    }
    keep(HANDLER, this::describe);
    keep(
        CATCHER,
        _ -> {
          restoreHook();
          return 1;
        });
    lua.field(Lua.GLOBALS, "next");
    lua.setItem(Lua.REGISTRY, NEXT);
  }

  private void keep(int place, Function function) {
    push(function);
    lua.setItem(Lua.REGISTRY, place);
  }

  private void openSandbox(Map<String, Map<String, Object>> libraries) {
    check(lua.load(resource("sandbox.lua"), "=sandbox"));
    lua.newTable(0, 16);
    libraries.forEach((name, members) -> {
      pushTable(members);
      lua.setField(-2, name);
    });
    pushTable(BaseLibrary.functions(this));
    lua.setField(-2, "base");
    lua.newTable(0, 8);
    lua.copy(-1);
    lua.setItem(Lua.REGISTRY, SHOWN);
    lua.setField(-2, "shown");
    push(this::describe);
    lua.setField(-2, "describe");
    BaseLibrary.tools()
        .forEach((name, function) -> {
          push(function);
          lua.setField(-2, name);
        });
    lua.newTable(0, 2);
    lua.copy(-1);
    lua.insert(1);
    check(lua.call(2, 0, 0));
    lua.field(1, "globals");
    lua.setItem(Lua.REGISTRY, GLOBALS);
    lua.field(1, "world");
    lua.metatable(-1);
    lua.setItem(Lua.REGISTRY, WORLD);
    lua.replace(Lua.GLOBALS);
    if (lua.field(1, "loading") == Lua.TABLE) {
      lua.setItem(Lua.REGISTRY, LOADING);
    }
    lua.top(0);
  }

  private void pushTable(Map<String, Object> members) {
    lua.newTable(0, members.size());
    members.forEach((name, member) -> {
      switch (member) {
        case Function function -> push(function);
        case Number number -> lua.push(number.doubleValue());
        case Maker maker -> push(making(maker));
        case NullPointer _ -> lua.pushNullPointer();
        default -> lua.push(member.toString());
      }
      lua.setField(-2, name);
    });
  }

  /// Stands for a function in a library that makes another table of the library's members. The
  /// functions of that table share a table of Lua's, [Lua#SHARED], which goes with them.
  ///
  /// @param first puts into the shared table, which is on top, what it begins with
  record Maker(Map<String, Object> members, Consumer<Lua> first) {}

  private Function making(Maker maker) {
    var numbers = new HashMap<String, Integer>();
    maker.members.forEach((name, member) -> {
      if (member instanceof Function function) {
        numbers.put(name, functions.size());
        functions.add(function);
      }
    });
    return caller -> {
      caller.reserve(6);
      caller.newTable(0, 0);
      maker.first.accept(caller);
      caller.newTable(0, maker.members.size());
      maker.members.forEach((name, member) -> {
        switch (member) {
          case Function _ -> {
            caller.push(numbers.getOrDefault(name, 0));
            caller.copy(-3);
            caller.pushClosure(callStub, 2);
          }
          case Maker _ -> {
            caller.push(caller.closureNumber());
            caller.pushClosure(callStub);
          }
          case NullPointer _ -> caller.pushNullPointer();
          default -> caller.push(member.toString());
        }
        caller.setField(-2, name);
      });
      return 1;
    };
  }

  /// Stands for Lua's light userdata of value 0 in a library: `cjson.null`.
  enum NullPointer {
    VALUE
  }

  private static byte[] resource(String name) {
    try (InputStream file = Interpreter.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("missing resource: " + name);
      }
      return file.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("Lua: " + lua.text(-1));
    }
  }

  Lua lua() {
    return lua;
  }

  /// Pushes a function of ours.
  void push(Function function) {
    functions.add(function);
    lua.push(functions.size() - 1);
    lua.pushClosure(callStub);
  }

  /// Pushes the table behind a frozen one, or nothing and false.
  boolean pushShown(int table) {
    lua.item(Lua.REGISTRY, SHOWN);
    lua.copy(table);
    lua.rawGet(-2);
    lua.remove(-2);
    if (lua.type(-1) == Lua.NIL) {
      lua.pop(1);
      return false;
    }
    return true;
  }

  /// True for a table that scripts may not change.
  boolean isFrozen(int table) {
    boolean frozen = pushShown(table);
    lua.pop(frozen ? 1 : 0);
    return frozen;
  }

  /// Pushes what scripts see as the metatable of a frozen table.
  void pushShownMetatable(int table) {
    pushShown(table);
    lua.item(Lua.REGISTRY, GLOBALS);
    boolean isGlobals = lua.same(-1, -2);
    lua.pop(2);
    if (isGlobals) {
      lua.item(Lua.REGISTRY, SHOWN);
      lua.field(-1, "metatable");
      lua.remove(-2);
    } else {
      lua.pushNil();
    }
  }

  void pushNext() {
    lua.item(Lua.REGISTRY, NEXT);
  }

  /// Shows chunks the few globals of a library that is being loaded, or again those of all others.
  void loading(boolean yes) {
    lua.item(Lua.REGISTRY, WORLD);
    lua.item(Lua.REGISTRY, yes ? LOADING : GLOBALS);
    lua.setField(-2, "__index");
    lua.pop(1);
  }

  /// Calls the function below the arguments on top, with what it raises caught. The results or the
  /// error take their place.
  int attempt(int arguments) {
    int at = lua.top() - arguments;
    lua.item(Lua.REGISTRY, CATCHER);
    lua.insert(at);
    int status = lua.call(arguments, MULTIPLE, at);
    lua.remove(at);
    return status;
  }

  /// What Lua calls for every function of ours.
  @SuppressWarnings("UnusedMethod") // through a method handle
  private int called(long state) {
    long before = lua.enter(state);
    try {
      return functions.get(lua.closureNumber()).call(lua);
    } catch (LuaError error) {
      return raise(state, error);
    } catch (Throwable fault) {
      return raise(state, LuaError.table("ERR internal error: " + fault));
    } finally {
      lua.enter(before);
    }
  }

  private int raise(long state, LuaError error) {
    lua.reserve(4);
    switch (error.form()) {
      case PLACED -> {
        lua.pushWhere(1);
        lua.push(lua.text(-1) + error.text());
      }
      case TABLE, COUNTED -> pushError(error.text(), error.form() == LuaError.Form.COUNTED);
      case BARE -> lua.push(error.text());
      case VALUE -> {}
    }
    lua.hook(state, raise, ON_RETURN, 0);
    return 1;
  }

  /// Pushes an error as scripts see it.
  void pushError(String codeAndMessage, boolean counted) {
    lua.newTable(0, 4);
    lua.push(codeAndMessage);
    lua.setField(-2, "err");
    if (counted) {
      lua.push(true);
      lua.setField(-2, "ignore_error_stats_update");
    }
  }

  /// True when the table on top is an error that was counted.
  boolean isCountedError() {
    boolean counted = lua.field(-1, "ignore_error_stats_update") == Lua.BOOLEAN && lua.bool(-1);
    lua.pop(1);
    return counted;
  }

  /// What Lua calls every so many instructions.
  @SuppressWarnings("UnusedMethod") // through a method handle
  private void hooked(long state, long event) {
    long before = lua.enter(state);
    try {
      if (!ending && event != 0 && endsAt(event)) {
        ending = true;
        stoppedAt = lua.frame(0);
      }
    } catch (Throwable fault) {
      ending = true;
    } finally {
      if (ending) {
        lua.hook(state, raise, ON_COUNT, 1);
        lua.hook(mainState, raise, ON_COUNT, 1);
      }
      lua.enter(before);
    }
  }

  private boolean endsAt(long event) {
    Debugger now = debugger;
    if (now == null) {
      return watch.ends();
    } else if (Lua.eventAt(event) == LINE) {
      return now.reaches(lua);
    }
    now.goesOn();
    return false;
  }

  /// Has a debugger follow the scripts from here on, or nobody.
  void debugger(@Nullable Debugger newDebugger) {
    debugger = newDebugger;
    if (newDebugger != null) {
      newDebugger.attach(this);
    }
    restoreHook();
  }

  @Nullable Debugger debugger() {
    return debugger;
  }

  /// Does something in a coroutine of its own, whose stack is empty.
  void aside(Runnable work) {
    lua.reserve(2);
    long before = lua.enter(lua.newThread());
    try {
      lua.reserve(8);
      work.run();
    } finally {
      lua.enter(before);
      lua.pop(1);
    }
  }

  /// Pushes a global variable as scripts see it.
  void pushGlobal(String name) {
    lua.item(Lua.REGISTRY, GLOBALS);
    lua.field(-1, name);
    lua.remove(-2);
  }

  /// Puts the usual hook back after an error was raised, unless the script is being ended.
  void restoreHook() {
    if (!ending) {
      int events = debugger == null ? ON_COUNT : ON_COUNT | ON_LINE;
      lua.hook(lua.state(), hookStub, events, INSTRUCTIONS_BETWEEN_LOOKS);
    }
  }

  /// The error handler of a whole script, which scripts may call, too: makes the error a table that
  /// says where it happened.
  int describe(Lua at) {
    restoreHook();
    at.top(1);
    Lua.Frame frame = at.frame(1);
    if (frame != null && frame.isNative()) {
      frame = at.frame(2);
    }
    if (at.type(1) != Lua.TABLE) {
      String text =
          switch (at.type(1)) {
            case Lua.NIL -> "nil";
            case Lua.BOOLEAN -> at.bool(1) ? "true" : "false";
            case Lua.STRING, Lua.NUMBER -> at.textToZero(1);
            default -> at.typeName(1) + ": 0x" + Long.toHexString(at.pointer(1));
          };
      at.top(0);
      pushError("ERR " + text, false);
    }
    pushPlace(frame, 1);
    return 1;
  }

  private void pushPlace(Lua.@Nullable Frame frame, int error) {
    if (frame != null) {
      lua.push(frame.source());
      lua.setField(error, "source");
      lua.push(frame.line());
      lua.setField(error, "line");
    }
  }

  /// Pushes the error of a script that was stopped.
  void pushStopped(String codeAndMessage) {
    lua.top(0);
    pushError(codeAndMessage, false);
    pushPlace(stoppedAt, 1);
  }

  /// Compiles a chunk. Answers its number.
  ///
  /// @throws LuaError with the compiler's message
  int compile(byte[] code, String name) {
    if (!load(code, name)) {
      String message = lua.text(-1);
      lua.top(0);
      throw LuaError.bare(message);
    }
    lua.setItem(Lua.REGISTRY, nextChunk);
    return nextChunk++;
  }

  /// Compiles a chunk and pushes it, or pushes the error and answers false. Bytecode could do
  /// anything to the process, so only text is compiled: what begins as bytecode is bad text.
  boolean load(byte[] code, String name) {
    if (code.length == 0 || code[0] != BYTECODE) {
      return lua.load(code, name) == 0;
    }
    lua.load(new byte[] {1}, name); // fails in the same place
    String message = lua.text(-1);
    lua.pop(1);
    lua.push(message.substring(0, message.lastIndexOf('(')) + "(27)'");
    return false;
  }

  /// Forgets a compiled chunk or a kept function.
  void forget(int chunk) {
    lua.pushNil();
    lua.setItem(Lua.REGISTRY, chunk);
  }

  /// Keeps the function on top; answers its number.
  int keep() {
    lua.setItem(Lua.REGISTRY, nextChunk);
    return nextChunk++;
  }

  /// Sets a global variable to the list of some words.
  void global(String name, Args words, int from, int to) {
    lua.item(Lua.REGISTRY, GLOBALS);
    pushList(words, from, to);
    lua.setField(-2, name);
    lua.pop(1);
  }

  void pushList(Args words, int from, int to) {
    lua.newTable(to - from, 0);
    for (int i = from; i < to; i++) {
      lua.push(words.array(), words.start(i), words.length(i));
      lua.setItem(-2, i - from + 1);
    }
  }

  /// Pushes a chunk's function below its arguments: to be followed by [#run].
  void prepare(int chunk) {
    lua.top(0);
    ending = false;
    lua.item(Lua.REGISTRY, HANDLER);
    lua.item(Lua.REGISTRY, chunk);
  }

  /// Runs what was prepared. True when it ended well, and its result is on top; otherwise the error
  /// table is.
  boolean run(int arguments) {
    int status = lua.call(arguments, 1, 1);
    ending = false;
    restoreHook();
    return status == 0;
  }

  /// Empties the stack after a run, and now and then has Lua collect some of its garbage.
  void done() {
    lua.top(0);
    if (++calls % 50 == 0) {
      lua.collect(COLLECT_STEP, 50);
    }
  }

  /// Bytes that Lua holds.
  long usedBytes() {
    return lua.collect(3, 0) * 1024L + lua.collect(4, 0);
  }

  /// A field that is a string, or null.
  @Nullable String stringField(int table, String name) {
    String text = lua.field(table, name) == Lua.STRING ? lua.textToZero(-1) : null;
    lua.pop(1);
    return text;
  }

  /// A field's text, or null when it is neither a string nor a number.
  @Nullable String textField(int table, String name) {
    lua.field(table, name);
    String text = lua.isString(-1) ? lua.textToZero(-1) : null;
    lua.pop(1);
    return text;
  }

  @Override
  public void close() {
    lua.close();
    arena.close();
  }
}
