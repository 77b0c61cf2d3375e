package hitrate.labs.cli;

import picocli.CommandLine;

/// Something the user can put right. [Lab] prints its message as one line, without a stack trace.
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// What is wrong and what to do, in one line; the command ends with exit code 1.
  public UserError(String message) {
    this(message, CommandLine.ExitCode.SOFTWARE);
  }

  private UserError(String message, int exitCode) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /// A wrong way of calling the command; it ends with exit code 2.
  public static UserError usage(String message) {
    return new UserError(message, CommandLine.ExitCode.USAGE);
  }

  /// The exit code of the process.
  public int exitCode() {
    return exitCode;
  }
}
