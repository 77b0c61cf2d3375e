package hitrate.engine.script;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hitrate.engine.world.NativeFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The functions of Lua's C library, bound once for the whole JVM by whoever asks first.
///
/// Pointers travel as `long`: a state, a string, a function. The short functions are bound as
/// critical, which spares the 10 ns of a thread's way out of Java and back. All functions here are
/// such that raise no Lua error when they are called with the values that [Lua] gives them; the
/// exceptions, `lua_pcall` and `luaL_loadbuffer`, catch errors themselves. So Lua never jumps over
/// a Java frame.
@SuppressWarnings("restricted") // bound only where the host has enabled native access
final class LuaLibrary {
  /// Why there is no library, or null when there is one.
  static final @Nullable String REFUSAL;

  private static final @Nullable SymbolLookup SYMBOLS;

  static {
    SymbolLookup found = null;
    String refusal = null;
    try {
      if (!LuaLibrary.class.getModule().isNativeAccessEnabled()) {
        refusal = "start Java with --enable-native-access=ALL-UNNAMED";
      } else {
        found =
            NativeFile.load(
                LuaLibrary.class.getClassLoader(),
                fileName(),
                file -> SymbolLookup.libraryLookup(file, Arena.global()));
      }
    } catch (IOException | IllegalArgumentException missing) {
      refusal = "no Lua library for this system (" + fileName() + " on the class path)";
    }
    SYMBOLS = found;
    REFUSAL = refusal;
  }

  static final MethodHandle NEW_STATE = bind("luaL_newstate", JAVA_LONG);
  static final MethodHandle CLOSE = bind("lua_close", null, JAVA_LONG);
  static final MethodHandle PCALL =
      bind("lua_pcall", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle LOAD_BUFFER =
      bind("luaL_loadbuffer", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final MethodHandle GC = bind("lua_gc", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle GET_TOP = quick("lua_gettop", JAVA_INT, JAVA_LONG);
  static final MethodHandle SET_TOP = quick("lua_settop", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle PUSH_VALUE = quick("lua_pushvalue", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle INSERT = quick("lua_insert", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle REMOVE = quick("lua_remove", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle REPLACE = quick("lua_replace", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle CHECK_STACK = quick("lua_checkstack", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle TYPE = quick("lua_type", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle TO_NUMBER = quick("lua_tonumber", JAVA_DOUBLE, JAVA_LONG, JAVA_INT);
  static final MethodHandle TO_BOOLEAN = quick("lua_toboolean", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle IS_NUMBER = quick("lua_isnumber", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle TO_STRING =
      quick("lua_tolstring", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  static final MethodHandle TO_POINTER = quick("lua_topointer", JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle LENGTH = quick("lua_objlen", JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle PUSH_NIL = quick("lua_pushnil", null, JAVA_LONG);
  static final MethodHandle PUSH_NUMBER = quick("lua_pushnumber", null, JAVA_LONG, JAVA_DOUBLE);
  static final MethodHandle PUSH_STRING =
      quick("lua_pushlstring", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final MethodHandle PUSH_BOOLEAN = quick("lua_pushboolean", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle PUSH_POINTER =
      quick("lua_pushlightuserdata", null, JAVA_LONG, JAVA_LONG);
  static final MethodHandle PUSH_CLOSURE =
      quick("lua_pushcclosure", null, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle CREATE_TABLE =
      quick("lua_createtable", null, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle RAW_GET = quick("lua_rawget", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle RAW_GET_INDEX =
      quick("lua_rawgeti", null, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle RAW_SET = quick("lua_rawset", null, JAVA_LONG, JAVA_INT);
  static final MethodHandle RAW_SET_INDEX =
      quick("lua_rawseti", null, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle RAW_EQUAL =
      quick("lua_rawequal", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle NEXT = quick("lua_next", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle GET_METATABLE =
      quick("lua_getmetatable", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle SET_METATABLE =
      quick("lua_setmetatable", JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle SET_HOOK =
      quick("lua_sethook", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle GET_STACK =
      quick("lua_getstack", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
  static final MethodHandle GET_INFO =
      quick("lua_getinfo", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final MethodHandle GET_LOCAL =
      quick("lua_getlocal", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle NEW_THREAD = bind("lua_newthread", JAVA_LONG, JAVA_LONG);
  static final MethodHandle WHERE = quick("luaL_where", null, JAVA_LONG, JAVA_INT);

  /// All memory, for reading and writing what Lua points at.
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private LuaLibrary() {}

  /// The address of a function of the library, 0 when there is no library.
  static long address(String name) {
    SymbolLookup symbols = SYMBOLS;
    return symbols == null ? 0 : symbols.findOrThrow(name).address();
  }

  private static String fileName() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String bits = processor.equals("aarch64") || processor.equals("arm64") ? "arm64" : "64";
    if (os.contains("windows")) {
      return "lua51" + bits + ".dll";
    }
    return "liblua51" + bits + (os.contains("mac") ? ".dylib" : ".so");
  }

  private static MethodHandle bind(
      String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    return link(name, result, arguments);
  }

  private static MethodHandle quick(
      String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    return link(name, result, arguments, Linker.Option.critical(false));
  }

  private static MethodHandle link(
      String name,
      @Nullable MemoryLayout result,
      MemoryLayout[] arguments,
      Linker.Option... options) {
    var type =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    SymbolLookup symbols = SYMBOLS;
    return symbols == null
        ? java.lang.invoke.MethodHandles.empty(type.toMethodType())
        : Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type, options);
  }
}
