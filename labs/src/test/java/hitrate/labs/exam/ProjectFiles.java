package hitrate.labs.exam;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the project's own files are, whatever folder the tests run in.
public final class ProjectFiles {
  private ProjectFiles() {}

  /// The root of the project.
  public static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("book/exam"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not inside the project");
  }

  /// The questions in English.
  public static Path bank() {
    return root().resolve("book/exam/en");
  }
}
