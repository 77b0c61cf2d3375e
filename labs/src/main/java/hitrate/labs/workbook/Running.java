package hitrate.labs.workbook;

import hitrate.labs.cli.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What `./lab start` runs at the moment, kept in `.lab/running.properties` so that other commands
/// find the engine without being told its port.
public record Running(URI workbook, String engineHost, int enginePort, long pid) {
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
              Long.parseLong(properties.getProperty("pid", "")));
      return ProcessHandle.of(running.pid()).filter(ProcessHandle::isAlive).isPresent()
          ? running
          : null;
    } catch (IOException | IllegalArgumentException absentOrDamaged) {
      return null;
    }
  }

  /// Lets other commands find this one.
  void announce(Home home) throws IOException {
    Files.createDirectories(home.state());
    var properties = new Properties();
    properties.setProperty("workbook", workbook.toString());
    properties.setProperty("engineHost", engineHost);
    properties.setProperty("enginePort", Integer.toString(enginePort));
    properties.setProperty("pid", Long.toString(pid));
    Path draft = Files.createTempFile(home.state(), "running", ".tmp");
    try (var out = Files.newBufferedWriter(draft)) {
      properties.store(out, null);
    }
    Files.move(draft, home.state().resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Takes the announcement back, unless another process has made its own since.
  void withdraw(Home home) throws IOException {
    var current = read(home);
    if (current == null || current.pid() == pid) {
      Files.deleteIfExists(home.state().resolve(FILE));
    }
  }
}
