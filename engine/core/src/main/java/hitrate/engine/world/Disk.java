package hitrate.engine.world;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of one node.
///
/// What has been written is safe from a crash of the machine only once [Output#force] has returned,
/// and a file's name only once [#forceFolder] has.
public interface Disk {
  /// A file that is being written.
  interface Output extends AutoCloseable {
    /// Writes all of the buffer behind what was written before.
    void write(ByteBuffer bytes) throws IOException;

    /// Brings everything written so far to the disk, whatever happens to the machine from here on.
    void force() throws IOException;

    /// Forces a file that was created to hold this and no more; nothing may be written after that.
    default void finish() throws IOException {
      force();
    }

    /// Takes back what was written behind the first `size` bytes.
    default void cut(long size) throws IOException {
      throw new IOException("what was written cannot be taken back");
    }

    /// Bytes in the file.
    long size() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// A file that is being read.
  interface Input extends AutoCloseable {
    /// Reads some bytes into the buffer.
    ///
    /// @return how many, at least one; -1 at the end of the file
    int read(ByteBuffer into) throws IOException;

    /// Leaves out so many bytes, or all that there are.
    default void skip(long count) throws IOException {
      var scratch = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
      for (long left = count; left > 0; left -= scratch.position()) {
        scratch.clear().limit((int) Math.min(left, scratch.capacity()));
        if (read(scratch) < 0) {
          return;
        }
      }
    }

    /// True when the end has been reached and something stood behind it that was not written whole.
    default boolean isCutOff() {
      return false;
    }

    /// Bytes in the file.
    long size() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// That a folder is used by somebody, who has to close this at the end.
  interface Hold extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /// Notes that somebody uses the files of a folder, which must be there. It is forgotten when what
  /// is answered is closed, and when the process ends, however it does.
  ///
  /// @param alone whether nobody else may use it meanwhile
  /// @return null when somebody else uses it
  default @Nullable Hold hold(Path folder, boolean alone) throws IOException {
    return () -> {};
  }

  /// The whole text of a file.
  String readText(Path file) throws IOException;

  /// A stream that writes behind the end of a file, which is created when it is missing.
  OutputStream append(Path file) throws IOException;

  /// Replaces a file as a whole: a reader sees the old text or the new, never a part.
  void replaceText(Path file, String text) throws IOException;

  /// Opens a file for reading.
  ///
  /// @throws NoSuchFileException when there is none
  Input open(Path file) throws IOException;

  /// A new and empty file, in the place of one that has this name.
  Output create(Path file) throws IOException;

  /// A new and empty file that nobody but its owner may ever read or write.
  ///
  /// @throws FileAlreadyExistsException when there is one of this name
  default Output createPrivate(Path file) throws IOException {
    if (exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Output out = create(file);
    permit(file, 0600);
    return out;
  }

  /// Opens a file to write behind its end; created when it is missing.
  Output extend(Path file) throws IOException;

  /// Cuts a file off after so many bytes.
  void truncate(Path file, long size) throws IOException;

  /// Brings to the disk what was written to a file by whomever.
  void force(Path file) throws IOException;

  /// Gives a file another name, at once, in the place of one that has it.
  void rename(Path from, Path to) throws IOException;

  /// Removes a file if it is there.
  void delete(Path file) throws IOException;

  /// Says who may do what with a file, in the nine bits of `chmod`; nothing happens where the file
  /// system knows no such bits.
  void permit(Path file, int mode) throws IOException;

  /// Who may do what with a file, as in [#permit]; -1 where the file system knows no such bits.
  default int mode(Path file) throws IOException {
    return -1;
  }

  boolean exists(Path file);

  /// The files of a folder; none when it is missing.
  List<Path> list(Path folder) throws IOException;

  /// Makes a folder if it is not there, in one that is.
  void makeFolder(Path folder) throws IOException;

  /// Makes safe from a crash which files a folder has.
  void forceFolder(Path folder) throws IOException;

  /// Writes all that is left to read.
  static void copy(Input from, Output to) throws IOException {
    var piece = ByteBuffer.allocate(1 << 16);
    while (from.read(piece) >= 0) {
      to.write(piece.flip());
      piece.clear();
    }
  }

  /// Why something failed, in the words of the C library.
  static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException none -> "No such file or directory";
      case AccessDeniedException denied -> "Permission denied";
      case NotDirectoryException file -> "Not a directory";
      case FileAlreadyExistsException there -> "File exists";
      case DirectoryNotEmptyException full -> "Directory not empty";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  /// The machine's own file system.
  static Disk system() {
    return RealDisk.INSTANCE;
  }

  /// The real file system.
  enum RealDisk implements Disk {
    INSTANCE;

    private static final FolderLocks LOCKS = new FolderLocks();

    @Override
    public @Nullable Hold hold(Path folder, boolean alone) throws IOException {
      return LOCKS.take(folder, alone);
    }

    @Override
    public String readText(Path file) throws IOException {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void replaceText(Path file, String text) throws IOException {
      Path folder = file.toAbsolutePath().resolveSibling(".").normalize();
      Path temporary = newFile(folder);
      try {
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        rename(temporary, file);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }

    /// A file that all may read, as far as this process lets them, and not its owner alone.
    private static Path newFile(Path folder) throws IOException {
      boolean knowsBits = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
      return Files.createTempFile(
          folder,
          ".hitrate",
          ".tmp",
          knowsBits
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"))
              }
              : new FileAttribute<?>[0]);
    }

    @Override
    public Input open(Path file) throws IOException {
      return new RealInput(FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public Output create(Path file) throws IOException {
      return new RealOutput(
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    }

    @Override
    public Output createPrivate(Path file) throws IOException {
      boolean knowsBits = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var owner = PosixFilePermissions.fromString("rw-------");
      return new RealOutput(
          knowsBits
              ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(owner))
              : FileChannel.open(file, options));
    }

    @Override
    public Output extend(Path file) throws IOException {
      return new RealOutput(
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public void truncate(Path file, long size) throws IOException {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
        channel.force(true);
      }
    }

    @Override
    public void force(Path file) throws IOException {
      try (var channel = openToForce(file)) {
        channel.force(true);
      }
    }

    /// Windows forces nothing through a file that was opened to be read, and says nothing;
    /// elsewhere it is enough, and all there is for a file that only may be read.
    private static FileChannel openToForce(Path file) throws IOException {
      try {
        return FileChannel.open(file, StandardOpenOption.WRITE);
      } catch (FileSystemException onlyToRead) {
        return FileChannel.open(file, StandardOpenOption.READ);
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }

    @Override
    public void permit(Path file, int mode) throws IOException {
      var all = PosixFilePermission.values(); // in the order of the bits, the highest first
      var granted = EnumSet.noneOf(PosixFilePermission.class);
      for (int i = 0; i < all.length; i++) {
        if ((mode >> (all.length - 1 - i) & 1) != 0) {
          granted.add(all[i]);
        }
      }
      if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
        Files.setPosixFilePermissions(file, granted);
      }
    }

    @Override
    public int mode(Path file) throws IOException {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null) {
        return -1;
      }
      int mode = 0;
      for (var permission : view.readAttributes().permissions()) {
        mode |= 0400 >> permission.ordinal();
      }
      return mode;
    }

    @Override
    public boolean exists(Path file) {
      return Files.exists(file);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().toList();
      } catch (NoSuchFileException missing) {
        return List.of();
      }
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException there) {
        if (!Files.isDirectory(folder)) {
          throw new NotDirectoryException(folder.toString());
        }
      }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /// Reads a file of the real file system.
  record RealInput(FileChannel channel) implements Input {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public void skip(long count) throws IOException {
      channel.position(Math.min(channel.position() + count, channel.size()));
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// Writes a file of the real file system.
  record RealOutput(FileChannel channel) implements Output {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) < 0) {
          throw new EOFException("nothing more can be written");
        }
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void cut(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
