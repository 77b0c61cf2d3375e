package hitrate.kernel.wire;

import java.io.Serial;

/// Frames that are no message: cut short, not JSON, or signed with another key.
public final class BadMessageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BadMessageException(String message) {
    super(message);
  }
}
