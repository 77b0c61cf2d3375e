package hitrate.labs.exam.bank;

/// Something wrong in a question file, for its author.
///
/// @param line from 1
/// @param where the question's id, or empty when the problem is outside a question
public record BankProblem(String file, int line, String where, String message) {

  /// `b3.yaml:12: b3-hash-tags: option c has no 'why'`, the form that editors turn into a link.
  @Override
  public String toString() {
    return file + ":" + line + ": " + (where.isEmpty() ? "" : where + ": ") + message;
  }
}
