package hitrate.engine.world;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Says which folders somebody uses: with a lock of the system's on an empty file in each. A
/// process that is killed leaves the file behind, but never the lock.
///
/// The system gives a lock to a process, whoever in it asks, and takes it back as soon as anybody
/// in it closes the file. So all nodes of a process share one lock for a folder, which goes with
/// the last of them.
final class FolderLocks {
  private static final String NAME = ".hitrate.lock";
  private static final int TRIES = 20;
  private static final long MILLIS_BETWEEN_TRIES = 10;

  private final Map<Path, Held> all = new HashMap<>(); // guarded by this

  /// A lock that this process has.
  private static final class Held {
    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private int users;

    Held(Path file, FileChannel channel, FileLock lock) {
      this.file = file;
      this.channel = channel;
      this.lock = lock;
    }

    void release() throws IOException {
      try (channel) {
        lock.release();
        if (tryLock(channel, true) != null) {
          Files.deleteIfExists(file); // nobody else is there
        }
      }
    }
  }

  /// See [Disk#hold].
  Disk.@Nullable Hold take(Path folder, boolean alone) throws IOException {
    Path file = folder.toRealPath().resolve(NAME);
    for (int i = 0; i < TRIES; i++) {
      Held held = tryToTake(file, alone);
      if (held != null) {
        return new Use(held);
      }
      if (!pause()) {
        return null;
      }
    }
    return null;
  }

  private synchronized @Nullable Held tryToTake(Path file, boolean alone) throws IOException {
    Held held = all.get(file);
    if (held == null) {
      held = lock(file, alone);
    } else if (alone || !held.lock.isShared()) {
      return null;
    }
    if (held != null) {
      held.users++;
      all.put(file, held);
    }
    return held;
  }

  private static @Nullable Held lock(Path file, boolean alone) throws IOException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Held held = null;
    try {
      FileLock lock = tryLock(channel, alone);
      if (lock != null && Files.exists(file)) { // it may have been removed between the two calls
        held = new Held(file, channel, lock);
      }
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    return held;
  }

  /// Who wants the folder alone locks all bytes. Those who share it lock a byte each, anywhere, as
  /// this class may be loaded more than once in a process.
  private static @Nullable FileLock tryLock(FileChannel channel, boolean alone) throws IOException {
    try {
      return alone
          ? channel.tryLock()
          : channel.tryLock(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 1, true);
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
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

  private synchronized void giveBack(Held held) throws IOException {
    held.users--;
    if (held.users == 0) {
      all.remove(held.file);
      held.release();
    }
  }

  /// One of those who use a folder.
  private final class Use implements Disk.Hold {
    private @Nullable Held held;

    Use(Held held) {
      this.held = held;
    }

    @Override
    public void close() throws IOException {
      Held last = held;
      held = null;
      if (last != null) {
        giveBack(last);
      }
    }
  }
}
