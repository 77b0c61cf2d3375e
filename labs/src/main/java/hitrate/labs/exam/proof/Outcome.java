package hitrate.labs.exam.proof;

import java.util.List;

/// How a proof ended.
///
/// @param holds whether everything that ran gave what the author wrote
/// @param remarks what the reader should know besides: a difference, or how to run the rest
public record Outcome(boolean holds, List<String> remarks) {
  public Outcome {
    remarks = List.copyOf(remarks);
  }

  static Outcome proved(String... remarks) {
    return new Outcome(true, List.of(remarks));
  }

  static Outcome differs(List<String> differences) {
    return new Outcome(differences.isEmpty(), differences);
  }
}
