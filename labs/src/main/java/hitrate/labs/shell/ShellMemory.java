package hitrate.labs.shell;

import hitrate.labs.cli.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/// What JShell keeps from one session to the next, foremost the lines typed. It lies in the
/// project's `.lab` folder, apart from what the user's own JShell keeps.
final class ShellMemory {
  private final Path file;
  private final Map<String, String> entries = new HashMap<>();

  private ShellMemory(Path file) {
    this.file = file;
  }

  /// The memory of this copy of Hitrate.
  static ShellMemory load() throws IOException {
    return load(Home.find().state().resolve("jshell.properties"));
  }

  static ShellMemory load(Path file) throws IOException {
    var memory = new ShellMemory(file);
    if (Files.exists(file)) {
      var stored = new Properties();
      try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        stored.load(in);
      }
      stored.stringPropertyNames().forEach(k -> memory.entries.put(k, stored.getProperty(k)));
    }
    return memory;
  }

  /// What JShell reads and writes.
  Map<String, String> entries() {
    return entries;
  }

  /// Keeps everything for the next session.
  void save() throws IOException {
    var stored = new Properties();
    new TreeSet<>(entries.keySet()).forEach(key -> stored.setProperty(key, entries.get(key)));
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      stored.store(out, null);
    }
  }
}
