package hitrate.kernel;

import hitrate.kernel.cell.Assist.Completeness;
import hitrate.kernel.cell.Assist.Completions;
import hitrate.kernel.cell.Outcome.Failure;
import hitrate.kernel.display.Rendering;

/// What the kernel runs cells with. One thread calls all methods but [#interrupt], which any thread
/// may call. Positions are in chars.
public interface Cells extends AutoCloseable {

  /// What a cell came to.
  sealed interface Answer {
    /// Nothing to show.
    record Quiet() implements Answer {}

    /// The value of its last line.
    record Shows(Rendering value) implements Answer {}

    /// An error.
    record Fails(Failure failure) implements Answer {}
  }

  /// Runs a cell.
  ///
  /// @param number the number the front end shows beside it
  Answer run(int number, String code);

  /// Stops the cell that runs now.
  void interrupt();

  /// What could be typed at the cursor.
  Completions complete(String code, int cursor);

  /// What the name under the cursor means; empty when there is nothing to say.
  String inspect(String code, int cursor);

  /// Whether the cell could be run.
  Completeness completeness(String code);

  @Override
  void close();
}
