package hitrate.engine.persist;

import hitrate.engine.bytes.Crc64;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A file that is read from its beginning by another thread, a block ahead of who uses it, and
/// summed up on the way: the one that loads keys need not wait for the disk, nor do the sums.
///
/// The other thread may be busy elsewhere. A block that it has not begun with when it is wanted is
/// read by who wants it.
final class ReadAhead implements ImageSource {
  private static final int BLOCK = 1 << 17;

  private final Disk.Input file;
  private final Executor lane;
  private final long size;
  private Block previous = new Block();
  private Block current = new Block();
  private @Nullable FutureTask<Block> next;
  private int at; // in the current block

  /// A stretch of the file.
  private static final class Block {
    private final byte[] bytes = new byte[BLOCK];
    private long start;
    private int length;
    private long checksumBefore;
    private long checksumBehind;

    Block read(Disk.Input file, Block before) throws IOException {
      start = before.start + before.length;
      checksumBefore = before.checksumBehind;
      length = 0;
      int count = 0;
      while (count >= 0 && length < BLOCK) {
        length += count;
        count = file.read(ByteBuffer.wrap(bytes, length, BLOCK - length));
      }
      checksumBehind = Crc64.update(checksumBefore, bytes, 0, length);
      return this;
    }

    boolean isLast() {
      return length < BLOCK;
    }
  }

  ReadAhead(Disk.Input file, Executor lane) throws IOException {
    this.file = file;
    this.lane = lane;
    this.size = file.size();
    readNext(new Block());
  }

  private void readNext(Block into) {
    Block before = current;
    var task = new FutureTask<>(() -> into.read(file, before));
    next = task;
    lane.execute(task);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(byte[] target, int offset, int most) throws IOException {
    if (at == current.length && !advance()) {
      return -1;
    }
    int count = Math.min(most, current.length - at);
    System.arraycopy(current.bytes, at, target, offset, count);
    at += count;
    return count;
  }

  private boolean advance() throws IOException {
    FutureTask<Block> task = next;
    if (task == null) {
      return false;
    }
    next = null;
    Block read = await(task);
    Block unused = previous;
    previous = current;
    current = read;
    at = 0;
    if (!current.isLast()) {
      readNext(unused);
    }
    return current.length > 0;
  }

  private static Block await(FutureTask<Block> task) throws IOException {
    task.run(); // unless it runs already
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException hurried) {
          isInterrupted = true; // a block takes no time worth giving up for
        }
      }
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof RuntimeException fault) {
        throw fault;
      }
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The position may be a block behind what has been read.
  @Override
  public long checksum(long position) {
    Block block = position >= current.start ? current : previous;
    return Crc64.update(block.checksumBefore, block.bytes, 0, (int) (position - block.start));
  }

  /// Waits until nothing is being read any more, so that the file may be closed.
  @Override
  public void end() {
    FutureTask<Block> task = next;
    next = null;
    if (task != null) {
      try {
        await(task);
      } catch (IOException unused) {
        // nobody has asked for this block
      }
    }
  }
}
