package hitrate.engine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The signal INT, which Ctrl-C sends.
public final class Interrupts {
  private static final int BIT = 1 << 1;

  private Interrupts() {}

  /// What stands before a command so that it hears INT: a build that a script has sent into the
  /// background is deaf to it, and so would be all that it starts.
  public static List<String> heard() throws IOException {
    Path status = Path.of("/proc/self/status");
    List<String> lines = Files.exists(status) ? Files.readAllLines(status) : List.of();
    boolean isDeaf =
        lines.stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & BIT) != 0);
    return isDeaf ? List.of("env", "--default-signal=INT") : List.of();
  }
}
