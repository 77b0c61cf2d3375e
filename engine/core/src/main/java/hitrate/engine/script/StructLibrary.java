package hitrate.engine.script;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/// The library `struct`: C structures to and from strings.
///
/// Format letters: `<` `>` byte order; `!n` alignment; `x` padding; `b` `B` `h` `H` `i` `I` `l` `L`
/// `T` integers, `i` and `I` with an optional size; `f` `d` floating point; `s` a string that ends
/// with a zero; `cn` a string of n bytes, `c0` of as many as the number before says.
///
/// Source: the documentation of struct 0.2, <http://www.inf.puc-rio.br/~roberto/struct/>.
final class StructLibrary {
  private static final int MOST_BYTES = 32;
  private static final int NATIVE_ALIGNMENT = 8;

  private final Lua lua;
  private final byte[] format;
  private int at;
  private boolean little = true;
  private int alignment = 1;

  private StructLibrary(Lua lua) {
    this.lua = lua;
    this.format = string(lua, 1);
  }

  static Map<String, Object> members() {
    return Map.of(
        "pack", (Interpreter.Function) lua -> new StructLibrary(lua).pack(),
        "unpack", (Interpreter.Function) lua -> new StructLibrary(lua).unpack(),
        "size", (Interpreter.Function) lua -> new StructLibrary(lua).size());
  }

  private static byte[] string(Lua lua, int index) {
    if (!lua.isString(index)) {
      throw LuaError.type(lua, index, "string");
    }
    return lua.bytes(index);
  }

  private double number(int index) {
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    return lua.number(index);
  }

  private boolean more() {
    return at < format.length && format[at] != 0;
  }

  private char option() {
    return (char) (format[at++] & 0xff);
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /// The number at the reading place, or another one when there is none.
  private int count(int otherwise) {
    if (at >= format.length || !isDigit(format[at])) {
      return otherwise;
    }
    long value = 0;
    while (at < format.length && isDigit(format[at])) {
      value = value * 10 + format[at++] - '0';
      if (value > Integer.MAX_VALUE) {
        throw LuaError.of("integral size overflow");
      }
    }
    return (int) value;
  }

  /// The bytes that an option takes.
  private int size(char option) {
    return switch (option) {
      case 'B', 'b', 'x' -> 1;
      case 'H', 'h' -> 2;
      case 'L', 'l', 'T', 'd' -> 8;
      case 'f' -> 4;
      case 'c' -> count(1);
      case 'i', 'I' -> {
        int size = count(4);
        if (size > MOST_BYTES) {
          throw LuaError.of(
              "integral size %d is larger than limit of %d".formatted(size, MOST_BYTES));
        }
        yield size;
      }
      default -> 0;
    };
  }

  private int padding(int length, char option, int size) {
    int unit = size;
    if (size == 0 || option == 'c') {
      return 0;
    }
    unit = Math.min(unit, alignment);
    return unit > 1 ? unit - (length & unit - 1) & unit - 1 : 0;
  }

  private void control(char option) {
    switch (option) {
      case ' ' -> {}
      case '>' -> little = false;
      case '<' -> little = true;
      case '!' -> {
        int unit = count(NATIVE_ALIGNMENT);
        if (unit == 0 || (unit & unit - 1) != 0) {
          throw LuaError.of("alignment " + unit + " is not a power of 2");
        }
        alignment = unit;
      }
      default -> throw LuaError.argument(lua, 1, "invalid format option '" + option + "'");
    }
  }

  private int pack() {
    lua.pushNil(); // as there: what is missing is nil
    var out = new ByteArrayOutputStream();
    int argument = 2;
    while (more()) {
      char option = option();
      int size = size(option);
      for (int i = padding(out.size(), option, size); i > 0; i--) {
        out.write(0);
      }
      switch (option) {
        case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' -> packInteger(out, argument++, size);
        case 'x' -> out.write(0);
        case 'f' -> write(out, Float.floatToRawIntBits((float) number(argument++)), 4);
        case 'd' -> write(out, Double.doubleToRawLongBits(number(argument++)), 8);
        case 'c', 's' -> packString(out, argument++, option, size);
        default -> control(option);
      }
    }
    lua.push(out.toByteArray());
    return 1;
  }

  private void packInteger(ByteArrayOutputStream out, int argument, int size) {
    double number = number(argument);
    long value = number >= 0x1p63 ? Lua.whole(number - 0x1p63) ^ Long.MIN_VALUE : Lua.whole(number);
    write(out, value, size);
  }

  private void write(ByteArrayOutputStream out, long value, int size) {
    for (int i = 0; i < size; i++) {
      int place = little ? i : size - 1 - i;
      out.write(place < 8 ? (int) (value >>> place * 8) : 0);
    }
  }

  private void packString(ByteArrayOutputStream out, int argument, char option, int size) {
    byte[] text = string(lua, argument);
    int length = option == 's' || size == 0 ? text.length : size;
    if (text.length < length) {
      throw LuaError.argument(lua, argument + 1, "string too short"); // as there, one too high
    }
    out.write(text, 0, length);
    if (option == 's') {
      out.write(0);
    }
  }

  private int unpack() {
    byte[] data = string(lua, 2);
    long position = Lua.whole(lua.type(3) <= Lua.NIL ? 1 : number(3)) - 1;
    if (position == -1) { // as there, a smaller one is taken for one far behind
      throw LuaError.argument(lua, 3, "offset must be 1 or greater");
    }
    int results = 0;
    while (more()) {
      char option = option();
      int size = size(option);
      position += padding((int) position, option, size);
      if (size > data.length || Long.compareUnsigned(position, data.length - size) > 0) {
        throw LuaError.argument(lua, 2, "data string too short");
      }
      if (!lua.reserve(3)) {
        throw LuaError.of("stack overflow (too many results)");
      }
      int from = (int) position;
      switch (option) {
        case 'b', 'h', 'l', 'i' -> results += push((double) integer(data, from, size, true));
        case 'B', 'H', 'L', 'T', 'I' -> results += push(unsigned(integer(data, from, size, false)));
        case 'x' -> {}
        case 'f' -> results += push(Float.intBitsToFloat((int) integer(data, from, 4, false)));
        case 'd' -> results += push(Double.longBitsToDouble(integer(data, from, 8, false)));
        case 'c' -> {
          if (size == 0) {
            if (results == 0 || lua.type(-1) != Lua.NUMBER) {
              throw LuaError.of("format 'c0' needs a previous size");
            }
            size = (int) lua.number(-1);
            lua.pop(1);
            results--;
            if (size < 0 || size > data.length || from > data.length - size) {
              throw LuaError.argument(lua, 2, "data string too short");
            }
          }
          lua.push(data, from, size);
          results++;
        }
        case 's' -> {
          int end = from;
          while (end < data.length && data[end] != 0) {
            end++;
          }
          if (end == data.length) {
            throw LuaError.of("unfinished string in data");
          }
          lua.push(data, from, end - from);
          size = end - from + 1;
          results++;
        }
        default -> control(option);
      }
      position += size;
    }
    return results + push(position + 1.0);
  }

  private int push(double value) {
    lua.push(value);
    return 1;
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
  }

  private long integer(byte[] data, int from, int size, boolean signed) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      int place = little ? size - 1 - i : i;
      value = value << 8 | data[from + place] & 0xff;
    }
    long sign = -1L << size * 8 - 1; // as there, of the last bytes when there are more than eight
    return signed && (value & sign) != 0 ? value | sign : value;
  }

  private int size() {
    long position = 0;
    while (more()) {
      char option = option();
      int size = size(option);
      position += padding((int) position, option, size);
      if (option == 's') {
        throw LuaError.argument(lua, 1, "option 's' has no fixed size");
      }
      if (option == 'c' && size == 0) {
        throw LuaError.argument(lua, 1, "option 'c0' has no fixed size");
      }
      if (option > 'z' || !Character.isLetterOrDigit(option)) { // which count as nothing here
        control(option);
      }
      position += size;
    }
    return push((double) position);
  }
}
