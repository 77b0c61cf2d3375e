package hitrate.engine.persist;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;

/// A snapshot that cannot be saved for a reason that the log tells in words of its own.
final class SaveFailure extends IOException {
  private static final long serialVersionUID = 1;

  private SaveFailure(String line, IOException cause) {
    super(line, cause);
  }

  /// Begins a file that a snapshot is written to.
  static Disk.Output creating(Disk disk, Path temporary) throws IOException {
    try {
      return disk.create(temporary);
    } catch (IOException failure) {
      throw new SaveFailure(
          "Failed opening the temp RDB file %s (in server root dir %s) for saving: %s"
              .formatted(temporary.getFileName(), temporary.getParent(), Disk.reason(failure)),
          failure);
    }
  }

  /// Gives the file its name once it is whole.
  static void naming(Disk disk, Path temporary, Path target) throws IOException {
    try {
      disk.rename(temporary, target);
    } catch (IOException failure) {
      throw new SaveFailure(
          "Error moving temp DB file %s on the final destination %s (in server root dir %s): %s"
              .formatted(
                  temporary.getFileName(),
                  target.getFileName(),
                  target.getParent(),
                  Disk.reason(failure)),
          failure);
    }
  }

  /// What the log says when a snapshot could not be saved.
  static String line(IOException failure) {
    return failure instanceof SaveFailure
        ? String.valueOf(failure.getMessage())
        : "Write error saving DB on disk(rdbSaveRio): " + Disk.reason(failure);
  }
}
