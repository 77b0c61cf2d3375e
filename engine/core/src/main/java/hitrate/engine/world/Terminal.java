package hitrate.engine.world;

import java.io.IOException;
import java.nio.file.Path;

/// The terminal that somebody may be looking at.
public interface Terminal {
  /// What a terminal is taken to have that does not say.
  int USUAL_COLUMNS = 80;

  /// How wide it is now; 0 when nobody looks, or when it cannot go back within a line.
  int columns();

  /// No terminal.
  static Terminal none() {
    return () -> 0;
  }

  /// Where this process writes its standard output to: [#none] for files and pipes.
  ///
  /// @param type what the environment says that it is (`TERM`), empty when nothing
  static Terminal ofStandardOutput(String type) {
    return type.isEmpty() || type.equals("dumb") || !mayBeTerminal()
        ? none()
        : () -> NativeProcess.columns(1);
  }

  /// False when standard output is a file, a pipe or nothing. To ask the C library takes a JVM a
  /// tenth of a second, which a node that loads its data had better use for that.
  private static boolean mayBeTerminal() {
    try {
      Path output = Path.of("/dev/fd/1").toRealPath();
      return output.startsWith("/dev") && !output.endsWith("null");
    } catch (IOException none) {
      return false;
    }
  }
}
