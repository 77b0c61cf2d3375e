package hitrate.engine.world;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A native library that travels on the class path: the system can only load it from a file.
public final class NativeFile {
  private NativeFile() {}

  /// Copies a resource to a temporary file in a folder that only this user may enter, has it
  /// loaded, and removes the file again: at once where the system allows that, otherwise when the
  /// JVM ends.
  ///
  /// @param resource its full name, without a slash in front
  /// @throws IOException when there is no such resource or no room for the file
  public static <T> T load(ClassLoader classPath, String resource, Load<T> load)
      throws IOException {
    Path folder = Files.createTempDirectory("hitrate-native"); // for its owner alone
    Path file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
    try {
      try (InputStream content = classPath.getResourceAsStream(resource)) {
        if (content == null) {
          throw new IOException("not on the class path: " + resource);
        }
        Files.copy(content, file);
      }
      return load.from(file);
    } finally {
      remove(file);
      remove(folder);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException stillLoaded) {
      path.toFile().deleteOnExit();
    }
  }

  /// Loads a library from a file.
  public interface Load<T> {
    T from(Path file) throws IOException;
  }
}
