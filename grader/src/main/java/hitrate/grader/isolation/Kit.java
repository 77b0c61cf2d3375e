package hitrate.grader.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The temporary folder that holds everything the learner's JVM gets to see: the host's few
/// classes, the libraries of the exercise, the compiled classes of the learner and an empty folder
/// to work in.
///
/// The grader's own classes, among them the graded tests, are not in it.
public final class Kit implements AutoCloseable {
  private static final List<String> HOST_CLASSES =
      List.of(
          "child/Arguments",
          "child/Frames",
          "child/Host",
          "child/Host$Fault",
          "child/Host$Work",
          "child/Questions",
          "wire/Channel",
          "wire/FrameTooLong",
          "wire/Handle",
          "wire/Handle$Callback",
          "wire/Handle$Client",
          "wire/Message",
          "wire/Message$Answer",
          "wire/Message$AnswerFailed",
          "wire/Message$Ask",
          "wire/Message$At",
          "wire/Message$Call",
          "wire/Message$Create",
          "wire/Message$Fault",
          "wire/Message$Load",
          "wire/Message$Mark",
          "wire/Message$Ready",
          "wire/Message$Returned",
          "wire/Message$Threw",
          "wire/Message$ToChild",
          "wire/Message$ToGrader",
          "wire/Message$Unusable",
          "wire/Message$Where",
          "wire/UnsupportedValue",
          "wire/Values");

  private final Path folder;
  private final List<Path> libraries;

  private Kit(Path folder, List<Path> libraries) {
    this.folder = folder;
    this.libraries = List.copyOf(libraries);
  }

  /// A kit with these libraries, in a new temporary folder.
  public static Kit create(List<Path> libraries) throws IOException {
    var folder = Files.createTempDirectory("hitrate-grade-").toRealPath();
    Files.createDirectories(folder.resolve("work"));
    Files.createDirectories(folder.resolve("classes"));
    for (var name : HOST_CLASSES) {
      copyResource("/hitrate/grader/" + name + ".class", folder.resolve("host"));
    }
    for (var script : List.of("cage.sh", "start.sh")) {
      copyResource("/hitrate/grader/isolation/" + script, folder.resolve("scripts"));
    }
    var copies = new ArrayList<Path>();
    Files.createDirectories(folder.resolve("libraries"));
    for (var library : libraries) {
      copies.add(copyLibrary(library, folder.resolve("libraries")));
    }
    return new Kit(folder, copies);
  }

  /// Copied, not named where it lies, so that the folder it lies in can be hidden.
  private static Path copyLibrary(Path library, Path to) throws IOException {
    if (Files.isDirectory(library)) {
      return copyTree(library, Files.createTempDirectory(to, "classes-"));
    }
    var copy = to.resolve(Objects.requireNonNull(library.getFileName()).toString());
    return Files.exists(copy) ? copy : Files.copy(library, copy);
  }

  private static Path copyTree(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
    return to;
  }

  private static void copyResource(String resource, Path root) throws IOException {
    boolean scripts = resource.endsWith(".sh");
    var to =
        scripts
            ? root.resolve(resource.substring(resource.lastIndexOf('/') + 1))
            : root.resolve(resource.substring(1));
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    try (InputStream in = Kit.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), to);
    }
  }

  /// The library that holds class `type`: a jar, or a folder of classes while Hitrate itself is
  /// being built.
  public static Path libraryOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Where the learner's compiled classes go.
  public Path classes() {
    return folder.resolve("classes");
  }

  /// Makes the folder of the learner's classes empty again.
  public void clearClasses() throws IOException {
    Files.walkFileTree(classes(), new Removal());
    Files.createDirectories(classes());
  }

  /// A folder of this name, empty; the learner's code has no business there.
  public Path emptyFolder(String name) throws IOException {
    var empty = folder.resolve(name);
    if (Files.exists(empty)) {
      Files.walkFileTree(empty, new Removal());
    }
    return Files.createDirectories(empty);
  }

  /// The only folder that the learner's code should write to; its working folder.
  public Path work() {
    return folder.resolve("work");
  }

  /// The libraries that the learner's code is compiled and run with.
  public List<Path> libraries() {
    return libraries;
  }

  Path host() {
    return folder.resolve("host");
  }

  Path script(String name) {
    return folder.resolve("scripts").resolve(name);
  }

  /// Removes the folder with all that is in it.
  @Override
  public void close() {
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      // A file that cannot be removed from the temporary folder harms no result.
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
