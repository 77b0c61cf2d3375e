package hitrate.engine.persist;

import hitrate.engine.keyspace.ImageSink;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings an image of the keyspace to a file while the node goes on. Its thread hands the entries
/// over and turns them into bytes; another one writes these. When more bytes wait than there is
/// room for, the walk stops until some are written; the node never does.
abstract class ImageJob implements ImageSink {
  private static final int BLOCK = 1 << 17;
  private static final long MOST_WAITING = 16L << 20;

  private final Path path;
  private final Disk disk;
  private final Executor lane;
  private final Consumer<@Nullable IOException> ended;
  private final AtomicLong waiting = new AtomicLong();
  private volatile boolean isCancelled;
  private volatile @Nullable IOException failure;
  private Disk.@Nullable Output file; // belongs to the lane, as what is below

  /// Bytes of the image, in an array that nobody else has.
  record Block(byte[] bytes, int offset, int length) {}

  /// @param lane where the file is written
  /// @param ended called there once everything is on the disk, or with what went wrong
  ImageJob(Path path, Disk disk, Executor lane, Consumer<@Nullable IOException> ended) {
    this.path = path;
    this.disk = disk;
    this.lane = lane;
    this.ended = ended;
  }

  /// Bytes that have been made and not been taken yet.
  abstract int length();

  /// Takes them.
  abstract Block take();

  /// Writes them.
  abstract void write(Disk.Output out, Block block) throws IOException;

  /// Writes what stands at the end of a file, and forces it.
  abstract void finish(Disk.Output out) throws IOException;

  /// To be called after each piece has been made: passes the bytes on once they are worth it.
  final void passOn() {
    if (length() >= BLOCK) {
      passAllOn();
    }
  }

  private void passAllOn() {
    Block block = take();
    waiting.addAndGet(block.length);
    attempt(() -> {
      write(open(), block);
      waiting.addAndGet(-block.length);
    });
  }

  @Override
  public final boolean hasRoom() {
    return waiting.get() < MOST_WAITING;
  }

  @Override
  public final void complete() {
    passAllOn();
    attempt(() -> finish(open()));
    lane.execute(() -> {
      close();
      if (!isCancelled) {
        ended.accept(failure);
      }
    });
  }

  /// Ends the job without a word.
  final void cancel() {
    isCancelled = true;
    lane.execute(this::close);
  }

  /// Something to be done with the file.
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    lane.execute(() -> {
      if (failure == null && !isCancelled) {
        try {
          step.run();
        } catch (IOException refused) {
          failure = refused;
          waiting.set(0);
        }
      }
    });
  }

  private Disk.Output open() throws IOException {
    Disk.Output open = file;
    if (open == null) {
      open = disk.create(path);
      file = open;
    }
    return open;
  }

  private void close() {
    Disk.Output open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException late) {
        failure = failure == null ? late : failure;
      }
    }
  }
}
