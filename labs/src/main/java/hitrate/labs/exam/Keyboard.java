package hitrate.labs.exam;

import java.time.Duration;
import java.util.Optional;

/// Where the candidate's lines come from.
public interface Keyboard {
  /// Waits for the next line.
  ///
  /// @param longest give up after this long
  /// @param eachSecond called about once a second while waiting
  Input next(Duration longest, Runnable eachSecond);

  /// What came.
  sealed interface Input {
    /// A line, without blanks at its ends.
    record Line(String text) implements Input {}

    /// Nothing, for as long as the caller wanted to wait.
    record TimeUp() implements Input {}

    /// Nothing, and nothing will come any more.
    record Closed() implements Input {}
  }

  /// Waits for a line as long as it takes.
  default Input next() {
    return next(Duration.ofDays(365), () -> {});
  }

  /// Waits for a line as long as it takes; empty when none will come any more.
  default Optional<String> line() {
    return next() instanceof Input.Line line ? Optional.of(line.text()) : Optional.empty();
  }
}
