package hitrate.labs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The folder that holds this copy of Hitrate, and what the learner's tools keep in it.
public record Home(Path root) {
  /// The system property in which the launcher names the folder.
  public static final String PROPERTY = "hitrate.home";

  /// The folder the launcher named, otherwise the current one.
  public static Home find() {
    return new Home(Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize());
  }

  /// Where progress, history and other state are kept: `.lab`, never under version control; for a
  /// copy that may only be read a folder of the user's own. It may not exist yet.
  public Path state() {
    var own = root.resolve(".lab");
    boolean writable = Files.isWritable(Files.exists(own) ? own : root);
    return writable || !Files.exists(root) ? own : elsewhere(root, System.getenv());
  }

  /// `~/.local/state/hitrate/<folder>`, or below `XDG_STATE_HOME`; one for each copy.
  static Path elsewhere(Path root, Map<String, String> environment) {
    var states = environment.getOrDefault("XDG_STATE_HOME", "");
    var base =
        states.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")))
                .resolve(".local/state")
            : Path.of(states);
    var name = root.getFileName() == null ? "" : root.getFileName().toString();
    return base.resolve("hitrate").resolve(name + "-" + Integer.toHexString(root.hashCode()));
  }
}
