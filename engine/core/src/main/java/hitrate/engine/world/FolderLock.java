package hitrate.engine.world;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Says that somebody uses the files of a folder: a lock of the system's on an empty file in it. A
/// process that is killed leaves the file behind, but never the lock.
///
/// Those who share a folder lock a byte each, anywhere in the file, so that several nodes of one
/// process may share it, too. Who wants it alone locks all bytes; so does the last one for the
/// moment in which it removes the file.
final class FolderLock implements Disk.Hold {
  private static final String NAME = ".hitrate.lock";
  private static final int TRIES = 20;
  private static final long MILLIS_BETWEEN_TRIES = 10;

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  static @Nullable FolderLock take(Path folder, boolean alone) throws IOException {
    Path file = folder.resolve(NAME);
    for (int i = 0; i < TRIES; i++) {
      FileChannel channel = open(file);
      FileLock lock = tryLock(channel, alone);
      if (lock != null && Files.exists(file)) {
        return new FolderLock(file, channel, lock);
      }
      channel.close(); // the file may have been removed between the two calls
      if (!pause()) {
        return null;
      }
    }
    return null;
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException missing) {
      throw new NoSuchFileException(String.valueOf(file.getParent()));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, boolean alone) throws IOException {
    try {
      return alone
          ? channel.tryLock()
          : channel.tryLock(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 1, true);
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(MILLIS_BETWEEN_TRIES);
      return true;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
      if (tryLock(channel, true) != null) {
        Files.deleteIfExists(file);
      }
    }
  }
}
