package hitrate.grader.wire;

import java.io.IOException;

/// A value of a type that cannot cross the pipe; the message names the type.
public final class UnsupportedValue extends IOException {
  private static final long serialVersionUID = 1L;

  UnsupportedValue(String type) {
    super(type);
  }
}
