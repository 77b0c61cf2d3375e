package hitrate.kernel.cell;

import hitrate.grader.text.Messages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What running a cell came to.
public sealed interface Outcome {

  /// The cell ran and its last line is a statement: there is nothing to show.
  record Done() implements Outcome {}

  /// The cell ran and its last line is an expression.
  record Value(@Nullable Object value) implements Outcome {}

  /// The cell failed or was stopped.
  ///
  /// @param name the kind of failure: an exception's class, `CompileError`, `Interrupted`
  /// @param message the first line of what to say
  /// @param traceback everything to say, one line each, the message included
  record Failure(String name, String message, List<String> traceback) implements Outcome {
    public Failure {
      traceback = List.copyOf(traceback);
    }
  }

  /// The cell was stopped by the learner, or by a front end that lost patience.
  static Failure interrupted(Messages messages, List<String> remarks) {
    var lines = new ArrayList<String>();
    lines.add(messages.text("cell.interrupted.lines"));
    lines.addAll(remarks);
    return new Failure("Interrupted", messages.text("cell.interrupted"), lines);
  }
}
