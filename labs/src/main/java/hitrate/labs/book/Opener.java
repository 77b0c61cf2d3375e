package hitrate.labs.book;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Opens a file in the program that the desktop has for it.
final class Opener {

  private static final long PATIENCE_SECONDS = 5;

  private Opener() {}

  /// Whether the desktop took the file.
  static boolean open(Path file) throws InterruptedException {
    var words = command(System.getProperty("os.name"), file);
    if (words.isEmpty()) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return !ended || process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /// The command that opens `file` on the system called `system`, empty where there is no desktop.
  private static List<String> command(String system, Path file) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("mac")) {
      return List.of("open", file.toString());
    }
    if (name.contains("windows")) {
      return List.of("cmd", "/c", "start", "", file.toString());
    }
    boolean desktop = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    return desktop ? List.of("xdg-open", file.toString()) : List.of();
  }
}
