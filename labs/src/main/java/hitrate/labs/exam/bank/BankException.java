package hitrate.labs.exam.bank;

import java.util.List;
import java.util.stream.Collectors;

/// The bank cannot be used: everything that is wrong in it, one problem a line.
public final class BankException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<BankProblem> problems;

  /// At least one problem.
  public BankException(List<BankProblem> problems) {
    super(problems.stream().map(BankProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// The problems, in the order of files and lines.
  public List<BankProblem> problems() {
    return problems;
  }
}
