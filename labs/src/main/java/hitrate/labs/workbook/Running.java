package hitrate.labs.workbook;

import hitrate.labs.cli.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What `./lab start` runs at the moment, kept in `.lab/running.properties` so that other commands
/// find the engine without being told its port.
public record Running(URI workbook, String engineHost, int enginePort, long pid, String startedAt) {
  private static final String FILE = "running.properties";

  /// The workbook that runs in `home`, `null` when none does. A file left behind by a process that
  /// was killed does not count.
  public static @Nullable Running read(Home home) {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(home.state().resolve(FILE))) {
      properties.load(in);
      var running =
          new Running(
              URI.create(properties.getProperty("workbook", "")),
              properties.getProperty("engineHost", ""),
              Integer.parseInt(properties.getProperty("enginePort", "")),
              Long.parseLong(properties.getProperty("pid", "")),
              properties.getProperty("startedAt", ""));
      var process = ProcessHandle.of(running.pid()).filter(ProcessHandle::isAlive);
      return process.filter(p -> startedAt(p).equals(running.startedAt())).isPresent()
          ? running
          : null;
    } catch (IOException | IllegalArgumentException absentOrDamaged) {
      return null;
    }
  }

  /// This process with what it serves.
  static Running here(URI workbook, String engineHost, int enginePort) {
    var self = ProcessHandle.current();
    return new Running(workbook, engineHost, enginePort, self.pid(), startedAt(self));
  }

  /// Tells a process from a later one that got the same number.
  private static String startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /// Lets other commands find this one.
  void announce(Home home) throws IOException {
    Files.createDirectories(home.state());
    var properties = new Properties();
    properties.setProperty("workbook", workbook.toString());
    properties.setProperty("engineHost", engineHost);
    properties.setProperty("enginePort", Integer.toString(enginePort));
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("startedAt", startedAt);
    Path draft = Files.createTempFile(home.state(), "running", ".tmp");
    try (var out = Files.newBufferedWriter(draft)) {
      properties.store(out, null);
    }
    Files.move(draft, home.state().resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Takes the announcement back, unless another process has made its own since.
  void withdraw(Home home) {
    var current = read(home);
    if (current == null || current.pid() == pid) {
      try {
        Files.deleteIfExists(home.state().resolve(FILE));
      } catch (IOException unwritable) {
        // Harmless: the process it names will be gone.
      }
    }
  }
}
