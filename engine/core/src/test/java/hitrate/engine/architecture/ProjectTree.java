package hitrate.engine.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The files of the whole project as a fresh clone has them: nothing that a build, an editor or a
/// run of the labs leaves behind.
final class ProjectTree {

  private static final Set<String> LEFT_BEHIND =
      Set.of("target", "node_modules", "__pycache__", "out", "bin");

  private ProjectTree() {}

  /// The folder that holds the parent pom and the launcher.
  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("lab")) || !Files.exists(folder.resolve("engine"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run this inside the project");
      }
    }
    return folder;
  }

  /// Every file, as a path relative to [#root], sorted.
  static List<Path> files() {
    var root = root();
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              var name = String.valueOf(folder.getFileName());
              boolean skipped =
                  !folder.equals(root)
                      && (LEFT_BEHIND.contains(name) && !isSource(root.relativize(folder))
                          || name.startsWith(".") && !name.equals(".ci"));
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              found.add(root.relativize(file));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  /// Whether a folder lies among sources, where a package may be called as what is left behind.
  private static boolean isSource(Path folder) {
    return StreamSupport.stream(folder.spliterator(), false).anyMatch(Path.of("src")::equals);
  }

  /// The lines of a file, their ends cut off.
  static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  static String text(Path file) {
    try {
      return Files.readString(root().resolve(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not UTF-8 text", e);
    }
  }
}
