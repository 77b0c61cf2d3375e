package hitrate.labs.exam;

import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One record kept as JSON in one file. A write replaces the file as a whole, so that a reader, or
/// a power cut, sees the old one or the new one and nothing between.
final class StateFile<T> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path file;
  private final Class<T> type;
  private final String damaged;

  /// @param damaged the message when the file is not what was written there
  StateFile(Path file, Class<T> type, String damaged) {
    this.file = file;
    this.type = type;
    this.damaged = damaged;
  }

  Path path() {
    return file;
  }

  Optional<T> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), type));
    } catch (JacksonException | java.nio.charset.CharacterCodingException e) {
      throw new UserError(damaged);
    }
  }

  void write(T value) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var fresh = Files.createTempFile(folder, file.getFileName() + ".", ".new");
    try {
      Files.writeString(fresh, JSON.writeValueAsString(value) + "\n");
      try {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// Reads, changes and writes while no other process does the same.
  void update(T first, UnaryOperator<T> change) throws IOException {
    var lock = file.resolveSibling(file.getFileName() + ".lock");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = lock(channel)) {
      write(change.apply(read().orElse(first)));
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        // Another thread of this program has it; only other processes are waited for by lock().
        Thread.onSpinWait();
      }
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
