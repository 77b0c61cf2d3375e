package hitrate.labs.exam;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/// A candidate who types what the test says, after as much thinking as the test says. The clock is
/// the keyboard's: time passes only while it is waited for.
final class ScriptedKeyboard implements Keyboard, LongSupplier {
  private final Deque<Object> script;
  private long nanos = 1_000;

  /// @param script lines to type and, before them, [Duration]s to think
  ScriptedKeyboard(Object... script) {
    this.script = new ArrayDeque<>(List.of(script));
  }

  @Override
  public Input next(Duration longest, Runnable eachSecond) {
    while (script.peek() instanceof Duration thinking) {
      if (thinking.compareTo(longest) >= 0) {
        nanos += longest.toNanos();
        eachSecond.run();
        return new Input.TimeUp();
      }
      nanos += thinking.toNanos();
      eachSecond.run();
      script.remove();
    }
    return script.isEmpty() ? new Input.Closed() : new Input.Line(script.remove().toString());
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
