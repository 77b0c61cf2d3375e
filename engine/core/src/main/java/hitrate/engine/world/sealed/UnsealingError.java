package hitrate.engine.world.sealed;

import java.io.IOException;
import java.nio.file.Path;

/// A file or a key that is refused; says which, where in it, and why.
public final class UnsealingError extends IOException {
  private static final long serialVersionUID = 1;

  UnsealingError(Path file, String why) {
    super(file + " " + why);
  }
}
