package hitrate.engine.script;

import java.util.Map;

/// `math.random` and `math.randomseed`. The numbers are those of the real server, which starts with
/// the same seed every time: the generator of drand48, a 48-bit linear congruence.
final class RandomLibrary {
  private static final double MOST = Integer.MAX_VALUE;

  private long state = 0x1234abcd330eL;

  private void seed(int value) {
    state = (value & 0xffffffffL) << 16 | 0x330e;
  }

  private double next() {
    state = state * 0x5deece66dL + 0xb & 0xffffffffffffL;
    long number = state >>> 17;
    return number % Integer.MAX_VALUE / MOST;
  }

  Map<String, Object> members() {
    return Map.of(
        "random", (Interpreter.Function) this::random,
        "randomseed", (Interpreter.Function) this::randomSeed);
  }

  private int randomSeed(Lua lua) {
    seed((int) (long) checkNumber(lua, 1));
    return 0;
  }

  private static double checkNumber(Lua lua, int index) {
    if (!lua.isNumber(index)) {
      throw LuaError.type(lua, index, "number");
    }
    return lua.number(index);
  }

  private int random(Lua lua) {
    double number = next();
    switch (lua.top()) {
      case 0 -> lua.push(number);
      case 1 -> {
        int most = (int) checkNumber(lua, 1);
        if (most < 1) {
          throw LuaError.argument(lua, 1, "interval is empty");
        }
        lua.push(Math.floor(number * most) + 1);
      }
      case 2 -> {
        int least = (int) checkNumber(lua, 1);
        int most = (int) checkNumber(lua, 2);
        if (least > most) {
          throw LuaError.argument(lua, 2, "interval is empty");
        }
        lua.push(Math.floor(number * (most - least + 1)) + least);
      }
      default -> throw LuaError.of("wrong number of arguments");
    }
    return 1;
  }
}
