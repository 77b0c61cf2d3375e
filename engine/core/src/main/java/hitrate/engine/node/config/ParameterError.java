package hitrate.engine.node.config;

/// A value that a parameter cannot take; the message is what the real server says about it.
public final class ParameterError extends Exception {
  private static final long serialVersionUID = 1;

  public ParameterError(String message) {
    super(message, null, false, false);
  }

  /// What is wrong.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
