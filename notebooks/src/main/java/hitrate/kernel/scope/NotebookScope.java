package hitrate.kernel.scope;

import hitrate.engine.resp.Reply;
import hitrate.grader.text.Messages;
import hitrate.kernel.display.Rendering;
import hitrate.kernel.redis.RedisSession;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The helpers that every cell can call.
public final class NotebookScope {
  private final RedisSession session;
  private final Consumer<Rendering> display;
  private final PrintStream out;
  private final Messages messages;

  public NotebookScope(
      RedisSession session, Consumer<Rendering> display, PrintStream out, Messages messages) {
    this.messages = messages;
    this.session = session;
    this.display = display;
    this.out = out;
  }

  /// Runs one Redis command on the notebook's connection, the one `%%redis` cells use.
  public Reply redis(String line) {
    return session.run(line);
  }

  /// Shows a value now, not only at the end of the cell.
  public void display(@Nullable Object value) {
    display.accept(Rendering.of(value));
  }

  /// Passes when `observed` is `expected`; whole numbers compare by value, whatever their type.
  ///
  /// @param sentence the sentence of the task that this belongs to
  public void check(String sentence, @Nullable Object expected, @Nullable Object observed) {
    if (!same(expected, observed)) {
      throw new CheckFailed(
          messages.text(
              "check.failed",
              sentence,
              Rendering.of(expected).text(),
              Rendering.of(observed).text()));
    }
    out.println(messages.text("check.passed", sentence));
  }

  /// Passes when something holds that has no single expected value.
  public void check(String sentence, boolean holds) {
    if (!holds) {
      throw new CheckFailed(sentence);
    }
    out.println(messages.text("check.passed", sentence));
  }

  private static boolean same(@Nullable Object expected, @Nullable Object observed) {
    if (expected instanceof Number a && observed instanceof Number b) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }
    return Objects.equals(expected, observed);
  }
}
