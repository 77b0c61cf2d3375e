package hitrate.kernel;

import java.lang.reflect.Proxy;

/// Ctrl-C, and front ends that interrupt by signal, arrive as SIGINT. The JDK's only door to it is
/// `sun.misc.Signal`, opened by reflection because naming it is a warning that cannot be turned
/// off.
public final class Signals {
  private Signals() {}

  /// Calls `action` on each SIGINT instead of ending the process. Where the JDK has no such door,
  /// nothing happens: the kernel asks to be interrupted by message anyway.
  public static void onInterrupt(Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                return switch (method.getName()) {
                  case "handle" -> {
                    action.run();
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  default -> "SIGINT";
                };
              });
      var interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // See above: interrupts come by message.
    }
  }
}
