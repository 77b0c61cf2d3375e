package hitrate.engine.persist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the whole keyspace, as it is at one moment, into a file.
public interface ImageWriter {
  /// Writes it at once, while nothing else happens, and brings it to the disk.
  ///
  /// @param asCommands whether it is written as commands that make it, else as a snapshot file
  void write(Path file, boolean asCommands) throws IOException;

  /// Begins to write it as it is now, while the node goes on.
  ///
  /// @param ended called on the node's thread once everything is on the disk, or with what went
  ///   wrong
  Writing begin(Path file, boolean asCommands, Consumer<@Nullable IOException> ended);

  /// An image that is being written.
  interface Writing {
    /// Stops, without a word to anybody.
    void cancel();
  }
}
