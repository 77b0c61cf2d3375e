package hitrate.engine.security.tls;

/// Why TLS cannot be set up, as the node's log says it.
public final class TlsFailure extends Exception {
  private static final long serialVersionUID = 1;

  TlsFailure(String message) {
    super(message, null, false, false);
  }

  /// The text for the log.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
