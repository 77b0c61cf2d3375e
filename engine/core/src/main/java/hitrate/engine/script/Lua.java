package hitrate.engine.script;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hitrate.engine.bytes.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// One Lua state seen from Java: its stack, by the names of Lua's own API.
///
/// A coroutine has a stack of its own; [#enter] points this at the one that is running. Strings go
/// both ways as bytes. Names and other constants are ISO 8859-1 text.
final class Lua {
  static final int NIL = 0;
  static final int BOOLEAN = 1;
  static final int LIGHT_POINTER = 2;
  static final int NUMBER = 3;
  static final int STRING = 4;
  static final int TABLE = 5;
  static final int FUNCTION = 6;

  static final int REGISTRY = -10000;
  static final int GLOBALS = -10002;
  private static final int FIRST_UPVALUE = -10003;

  /// The table that the running function shares with some others, see [Interpreter.Maker].
  static final int SHARED = -10004;

  private static final int SCRATCH_BYTES = 64 * 1024;
  private static final int INFO_BYTES = 128;

  private final Arena arena;
  private final MemorySegment info; // lua_Debug, then a name, then a length
  private final long lengthAt;
  private final long scratch;
  private final Map<String, byte[]> names = new HashMap<>();
  private long state;

  /// @param arena lives as long as the state
  Lua(Arena arena, long state) {
    this.arena = arena;
    this.state = state;
    this.info = arena.allocate(INFO_BYTES + 16, 8);
    this.lengthAt = info.address() + INFO_BYTES + 8;
    this.scratch = arena.allocate(SCRATCH_BYTES, 8).address();
  }

  /// Points this at another coroutine's stack; answers the one before.
  long enter(long newState) {
    long before = state;
    state = newState;
    return before;
  }

  long state() {
    return state;
  }

  Arena arena() {
    return arena;
  }

  private static IllegalStateException broken(Throwable failure) {
    return new IllegalStateException("Lua could not be called", failure);
  }

  int top() {
    try {
      return (int) LuaLibrary.GET_TOP.invokeExact(state);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void top(int newTop) {
    try {
      LuaLibrary.SET_TOP.invokeExact(state, newTop);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void pop(int count) {
    top(-count - 1);
  }

  void copy(int index) {
    try {
      LuaLibrary.PUSH_VALUE.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void insert(int index) {
    try {
      LuaLibrary.INSERT.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void remove(int index) {
    try {
      LuaLibrary.REMOVE.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void replace(int index) {
    try {
      LuaLibrary.REPLACE.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Makes room for more values; false when Lua's stack cannot grow so far.
  boolean reserve(int more) {
    try {
      return (int) LuaLibrary.CHECK_STACK.invokeExact(state, more) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// The type of a value; -1 when there is none at that index.
  int type(int index) {
    try {
      return (int) LuaLibrary.TYPE.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// The type's name as error texts have it.
  String typeName(int index) {
    return switch (type(index)) {
      case -1 -> "no value";
      case NIL -> "nil";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      case STRING -> "string";
      case TABLE -> "table";
      case FUNCTION -> "function";
      case 8 -> "thread";
      default -> "userdata";
    };
  }

  boolean isString(int index) {
    int type = type(index);
    return type == STRING || type == NUMBER;
  }

  /// True for a number and for a string that reads as one.
  boolean isNumber(int index) {
    try {
      return (int) LuaLibrary.IS_NUMBER.invokeExact(state, index) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  double number(int index) {
    try {
      return (double) LuaLibrary.TO_NUMBER.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// A number as C turns it into an integer of 64 bits: without what is behind the point. One that
  /// is too large, or none, gives the least integer, as processors make it.
  long whole(int index) {
    return whole(number(index));
  }

  static long whole(double number) {
    return number >= -0x1p63 && number < 0x1p63 ? (long) number : Long.MIN_VALUE;
  }

  boolean bool(int index) {
    try {
      return (int) LuaLibrary.TO_BOOLEAN.invokeExact(state, index) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// The bytes of a string, or of a number's decimal form, which then takes its place.
  byte[] bytes(int index) {
    long at = stringAt(index);
    byte[] copy = new byte[stringLength()];
    MemorySegment.copy(LuaLibrary.MEMORY, JAVA_BYTE, at, copy, 0, copy.length);
    return copy;
  }

  /// Finds a string in memory; [#stringLength()] then is its length. Valid while the value stays.
  long stringAt(int index) {
    try {
      return (long) LuaLibrary.TO_STRING.invokeExact(state, index, lengthAt);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Copies bytes of a string found by [#stringAt].
  void copyString(long at, byte[] target, int offset, int length) {
    MemorySegment.copy(LuaLibrary.MEMORY, JAVA_BYTE, at, target, offset, length);
  }

  /// The length of the string found last.
  int stringLength() {
    return Math.toIntExact(LuaLibrary.MEMORY.get(JAVA_LONG, lengthAt));
  }

  String text(int index) {
    return new String(bytes(index), StandardCharsets.ISO_8859_1);
  }

  /// The text of a string up to its first zero, as C sees it.
  String textToZero(int index) {
    String text = text(index);
    int zero = text.indexOf(0);
    return zero < 0 ? text : text.substring(0, zero);
  }

  /// The address of a table, to tell tables apart.
  long pointer(int index) {
    try {
      return (long) LuaLibrary.TO_POINTER.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// The length of a string or table.
  long length(int index) {
    try {
      return (long) LuaLibrary.LENGTH.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void pushNil() {
    try {
      LuaLibrary.PUSH_NIL.invokeExact(state);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void push(double value) {
    try {
      LuaLibrary.PUSH_NUMBER.invokeExact(state, value);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void push(boolean value) {
    try {
      LuaLibrary.PUSH_BOOLEAN.invokeExact(state, value ? 1 : 0);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void push(byte[] bytes, int from, int count) {
    try {
      if (count <= SCRATCH_BYTES) {
        MemorySegment.copy(bytes, from, LuaLibrary.MEMORY, JAVA_BYTE, scratch, count);
        LuaLibrary.PUSH_STRING.invokeExact(state, scratch, (long) count);
        return;
      }
      try (Arena large = Arena.ofConfined()) {
        MemorySegment copy = large.allocate(count);
        MemorySegment.copy(bytes, from, copy, JAVA_BYTE, 0, count);
        LuaLibrary.PUSH_STRING.invokeExact(state, copy.address(), (long) count);
      }
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void push(byte[] bytes) {
    push(bytes, 0, bytes.length);
  }

  void push(Bytes bytes) {
    push(bytes.toArray());
  }

  void push(String text) {
    push(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The pointer null as a value.
  void pushNullPointer() {
    try {
      LuaLibrary.PUSH_POINTER.invokeExact(state, 0L);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// A C function with the value on top as its upvalue.
  void pushClosure(long function) {
    pushClosure(function, 1);
  }

  /// A function that keeps the values on top.
  void pushClosure(long function, int values) {
    try {
      LuaLibrary.PUSH_CLOSURE.invokeExact(state, function, values);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// A function of Lua's own library.
  void pushNative(String name) {
    try {
      LuaLibrary.PUSH_CLOSURE.invokeExact(state, LuaLibrary.address(name), 0);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// The number that the running closure was made with.
  int closureNumber() {
    return (int) number(FIRST_UPVALUE);
  }

  void newTable(int items, int fields) {
    try {
      LuaLibrary.CREATE_TABLE.invokeExact(state, items, fields);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Replaces the key on top by its value in a table.
  void rawGet(int table) {
    try {
      LuaLibrary.RAW_GET.invokeExact(state, table);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  private void pushName(String name) {
    push(names.computeIfAbsent(name, text -> text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// Pushes a field and answers its type. Field names are few: their bytes are kept.
  int field(int table, String name) {
    int at = table < 0 && table > REGISTRY ? table - 1 : table;
    pushName(name);
    rawGet(at);
    return type(-1);
  }

  int item(int table, int index) {
    try {
      LuaLibrary.RAW_GET_INDEX.invokeExact(state, table, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
    return type(-1);
  }

  /// Puts the value on top under the key below it.
  void rawSet(int table) {
    try {
      LuaLibrary.RAW_SET.invokeExact(state, table);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Puts the value on top into a field.
  void setField(int table, String name) {
    int at = table < 0 && table > REGISTRY ? table - 1 : table;
    pushName(name);
    insert(-2);
    rawSet(at);
  }

  void setItem(int table, int index) {
    try {
      LuaLibrary.RAW_SET_INDEX.invokeExact(state, table, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  boolean same(int left, int right) {
    try {
      return (int) LuaLibrary.RAW_EQUAL.invokeExact(state, left, right) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Replaces the key on top by the next key and its value; false, and nothing pushed, at the end.
  boolean next(int table) {
    try {
      return (int) LuaLibrary.NEXT.invokeExact(state, table) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  boolean metatable(int index) {
    try {
      return (int) LuaLibrary.GET_METATABLE.invokeExact(state, index) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void setMetatable(int index) {
    try {
      int _ = (int) LuaLibrary.SET_METATABLE.invokeExact(state, index);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void hook(long thread, long function, int mask, int count) {
    try {
      int _ = (int) LuaLibrary.SET_HOOK.invokeExact(thread, function, mask, count);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Pushes `chunk:line: ` of the function at that level of the calls.
  void pushWhere(int level) {
    try {
      LuaLibrary.WHERE.invokeExact(state, level);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Calls a function; answers 0, or a number for the kind of error that it ended with.
  int call(int arguments, int results, int handler) {
    try {
      return (int) LuaLibrary.PCALL.invokeExact(state, arguments, results, handler);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Compiles a chunk and pushes it, or pushes the error and answers not 0.
  int load(byte[] code, String name) {
    try (Arena passing = Arena.ofConfined()) {
      MemorySegment text = passing.allocate(Math.max(code.length, 1));
      MemorySegment.copy(code, 0, text, JAVA_BYTE, 0, code.length);
      long chunk = passing.allocateFrom(name, StandardCharsets.ISO_8859_1).address();
      return (int)
          LuaLibrary.LOAD_BUFFER.invokeExact(state, text.address(), (long) code.length, chunk);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// What lua_gc does, by its number.
  int collect(int what, int amount) {
    try {
      return (int) LuaLibrary.GC.invokeExact(state, what, amount);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  void close() {
    try {
      LuaLibrary.CLOSE.invokeExact(state);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// What is known of one function being called.
  ///
  /// @param name what its caller calls it; empty when unknown
  /// @param isNative whether it is one of C or Java
  record Frame(String name, boolean isNative, String source, int line) {}

  /// The function at a level of the calls, 0 being the running one; null when there are not so
  /// many.
  @org.jspecify.annotations.Nullable
  Frame frame(int level) {
    try {
      long at = info.address();
      if ((int) LuaLibrary.GET_STACK.invokeExact(state, level, at) == 0) {
        return null;
      }
      info.setString(INFO_BYTES, "nSl");
      int _ = (int) LuaLibrary.GET_INFO.invokeExact(state, at + INFO_BYTES, at);
      return new Frame(
          text(info.get(JAVA_LONG, 8)),
          text(info.get(JAVA_LONG, 24)).equals("C"),
          text(info.get(JAVA_LONG, 32)),
          info.get(JAVA_INT, 40));
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// True when there are so many levels of calls.
  boolean hasLevel(int level) {
    try {
      return (int) LuaLibrary.GET_STACK.invokeExact(state, level, info.address()) != 0;
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Pushes a local variable of the function at a level, counted from 1, and answers its name; null
  /// when there are not so many.
  @org.jspecify.annotations.Nullable
  String local(int level, int number) {
    try {
      if (!hasLevel(level)) {
        return null;
      }
      long name = (long) LuaLibrary.GET_LOCAL.invokeExact(state, info.address(), number);
      return name == 0 ? null : text(name);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// Pushes a new coroutine; answers its state, for [#enter].
  long newThread() {
    try {
      return (long) LuaLibrary.NEW_THREAD.invokeExact(state);
    } catch (Throwable failure) {
      throw broken(failure);
    }
  }

  /// What a hook is called for, given what it is called with: 2 for a line.
  static int eventAt(long event) {
    return LuaLibrary.MEMORY.get(java.lang.foreign.ValueLayout.JAVA_INT, event);
  }

  private static String text(long address) {
    return address == 0 ? "" : LuaLibrary.MEMORY.getString(address, StandardCharsets.ISO_8859_1);
  }
}
