package hitrate.engine.script;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/// The library `bit`: operations on 32-bit integers. A number is taken modulo 2^32, a result is
/// signed.
///
/// Source: the documentation of Lua BitOp, <https://bitop.luajit.org/api.html>.
final class BitLibrary {
  private static final double ROUNDING = 6755399441055744.0; // 2^52 + 2^51

  private BitLibrary() {}

  static Map<String, Object> members() {
    Map<String, Object> all = new HashMap<>();
    put(all, "tobit", lua -> answer(lua, number(lua, 1)));
    put(all, "bnot", lua -> answer(lua, ~number(lua, 1)));
    put(all, "band", lua -> fold(lua, (a, b) -> a & b));
    put(all, "bor", lua -> fold(lua, (a, b) -> a | b));
    put(all, "bxor", lua -> fold(lua, (a, b) -> a ^ b));
    put(all, "lshift", lua -> shift(lua, (a, n) -> a << n));
    put(all, "rshift", lua -> shift(lua, (a, n) -> a >>> n));
    put(all, "arshift", lua -> shift(lua, (a, n) -> a >> n));
    put(all, "rol", lua -> shift(lua, Integer::rotateLeft));
    put(all, "ror", lua -> shift(lua, Integer::rotateRight));
    put(all, "bswap", lua -> answer(lua, Integer.reverseBytes(number(lua, 1))));
    put(all, "tohex", BitLibrary::toHex);
    return all;
  }

  private static void put(Map<String, Object> all, String name, Interpreter.Function function) {
    all.put(name, function);
  }

  private static int answer(Lua lua, int value) {
    lua.push(value);
    return 1;
  }

  /// A number modulo 2^32, rounded to an integer as adding 2^52 rounds it.
  static int number(Lua lua, int index) {
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    return (int) Double.doubleToRawLongBits(lua.number(index) + ROUNDING);
  }

  private static int fold(Lua lua, IntBinaryOperator operator) {
    int value = number(lua, 1);
    for (int i = lua.top(); i > 1; i--) { // as there, the last one first
      value = operator.applyAsInt(value, number(lua, i));
    }
    return answer(lua, value);
  }

  private static int shift(Lua lua, IntBinaryOperator operator) {
    int value = number(lua, 1);
    return answer(lua, operator.applyAsInt(value, number(lua, 2) & 31));
  }

  private static int toHex(Lua lua) {
    int value = number(lua, 1);
    int digits = lua.type(2) < 0 ? 8 : number(lua, 2);
    String text = "%08x".formatted(value);
    if (digits < 0) {
      digits = -digits;
      text = text.toUpperCase(Locale.ROOT);
    }
    digits = digits < 0 || digits > 8 ? 8 : digits;
    lua.push(text.substring(8 - digits));
    return 1;
  }
}
