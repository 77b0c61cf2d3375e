package hitrate.engine.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The files of one node.
public interface Disk {
  /// The whole text of a file.
  String readText(Path file) throws IOException;

  /// A stream that writes behind the end of a file, which is created when it is missing.
  OutputStream append(Path file) throws IOException;

  /// Replaces a file as a whole: a reader sees the old text or the new, never a part.
  void replaceText(Path file, String text) throws IOException;

  /// The machine's own file system.
  static Disk system() {
    return RealDisk.INSTANCE;
  }

  /// The real file system.
  enum RealDisk implements Disk {
    INSTANCE;

    @Override
    public String readText(Path file) throws IOException {
      return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void replaceText(Path file, String text) throws IOException {
      Path folder = file.toAbsolutePath().getParent();
      Path temporary = Files.createTempFile(folder, ".hitrate", ".tmp");
      try {
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
