package hitrate.labs.console;

import java.io.IOException;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/// Tells a terminal from a pipe or file, for each standard stream by itself: `System.console()`
/// only knows about all of them together, and `echo PING | ./lab cli` prints for people.
public final class Streams {
  private Streams() {}

  /// Whether `stream` is a terminal; `false` where the system cannot tell.
  public static boolean isTerminal(SystemStream stream) {
    try {
      return TerminalProvider.load("ffm").isSystemStream(stream);
    } catch (IOException | LinkageError | RuntimeException unknown) {
      return false;
    }
  }
}
