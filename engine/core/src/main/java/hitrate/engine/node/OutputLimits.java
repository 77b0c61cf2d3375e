package hitrate.engine.node;

import java.util.HashMap;
import java.util.Map;

/// How much a client may leave untaken (`client-output-buffer-limit`), by its class. Beyond the
/// hard limit it is closed at once, beyond the soft one when it stays there for some time.
final class OutputLimits {
  private record Limit(long hard, long soft, long softNanos) {}

  private static final Limit NONE = new Limit(0, 0, 0);

  private final Map<String, Limit> limits = new HashMap<>();

  /// Takes over the parameter: `class hard soft seconds`, and so on.
  void set(String text) {
    String[] words = text.split(" ", -1);
    for (int i = 0; i + 3 < words.length; i += 4) {
      limits.put(
          words[i],
          new Limit(
              Long.parseLong(words[i + 1]),
              Long.parseLong(words[i + 2]),
              Long.parseLong(words[i + 3]) * 1_000_000_000));
    }
  }

  boolean isBeyondHard(String type, long bytes) {
    long hard = limit(type).hard;
    return hard > 0 && bytes >= hard;
  }

  boolean isBeyondSoft(String type, long bytes) {
    long soft = limit(type).soft;
    return soft > 0 && bytes >= soft;
  }

  /// True when a client that has been beyond the soft limit for so long has to go.
  boolean isTooLong(String type, long nanos) {
    return nanos > limit(type).softNanos;
  }

  private Limit limit(String type) {
    String name =
        switch (type) {
          case "replica" -> "slave";
          case "master" -> "normal";
          default -> type;
        };
    return limits.getOrDefault(name, NONE);
  }
}
