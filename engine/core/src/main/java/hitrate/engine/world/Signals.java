package hitrate.engine.world;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// What the system tells this process by signals. The JDK's only door to them is `sun.misc.Signal`,
/// opened by reflection because naming it is a warning that cannot be turned off.
public final class Signals {
  private Signals() {}

  /// Runs `action` on a thread of its own at each signal of this name, such as `TERM`, in the place
  /// of what the JVM would do. False where that cannot be had, as with `java -Xrs`.
  public static boolean handle(String name, Runnable action) {
    try {
      var handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> answer(self, method, arguments, action));
      install(name, handler, proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException noDoor) {
      return false;
    }
  }

  private static Object answer(Object self, Method method, Object[] arguments, Runnable action) {
    switch (method.getName()) {
      case "handle" -> action.run();
      case "hashCode" -> {
        return System.identityHashCode(self);
      }
      case "equals" -> {
        return self == arguments[0];
      }
      default -> {}
    }
    return action.toString();
  }

  /// Has signals of this name change nothing.
  public static void ignore(String name) {
    try {
      var handler = Class.forName("sun.misc.SignalHandler");
      install(name, handler, handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException | IllegalArgumentException noDoor) {
      // then the JVM does with it what it always does
    }
  }

  private static void install(String name, Class<?> handler, Object action)
      throws ReflectiveOperationException {
    var type = Class.forName("sun.misc.Signal");
    var signal = type.getConstructor(String.class).newInstance(name);
    type.getMethod("handle", type, handler).invoke(null, signal, action);
  }
}
