package hitrate.labs.cli;

import java.nio.file.Path;

/// The folder that holds this copy of Hitrate, and what the learner's tools keep in it.
public record Home(Path root) {
  /// The system property in which the launcher names the folder.
  public static final String PROPERTY = "hitrate.home";

  /// The folder the launcher named, otherwise the current one.
  public static Home find() {
    return new Home(Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize());
  }

  /// `.lab`: progress, history and other state; never under version control. It may not exist yet.
  public Path state() {
    return root.resolve(".lab");
  }
}
