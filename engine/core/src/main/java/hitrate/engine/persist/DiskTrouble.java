package hitrate.engine.persist;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// Says what went wrong with a file in the words that the operating system has for it.
final class DiskTrouble {
  private DiskTrouble() {}

  static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "No such file or directory";
      case AccessDeniedException denied -> "Permission denied";
      case NotDirectoryException file -> "Not a directory";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    };
  }
}
