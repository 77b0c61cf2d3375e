package hitrate.engine.persist;

import hitrate.engine.keyspace.ImageSink;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Breaks;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An image of the keyspace that is being written to a file by another thread, while the node goes
/// on.
///
/// The node's thread never waits for the other one. While too much is on the way the walk over the
/// keys rests; an entry that is about to change is put on the way all the same, and what that takes
/// in memory is counted ([#peakBytes]).
///
/// The file is made under a temporary name. It gets its own once it is whole and on the disk, and
/// is removed when anything goes wrong.
final class BackgroundImage implements ImageSink, BlockSink {
  /// The walk rests while so many bytes are on the way.
  private static final long MOST_WAITING = 32L * Block.BYTES;

  private static final long PATIENCE_MILLIS = 1000;

  /// Where everything happens.
  ///
  /// @param nodeThread runs tasks on the node's thread, from any thread
  /// @param background runs tasks one after another on another thread
  /// @param delay how much slower than it could be it is done
  record Place(
      Keyspace keyspace,
      Disk disk,
      Executor nodeThread,
      Executor background,
      Supplier<KeyDelay> delay) {}

  private final Place place;
  private final Path temporary;
  private final @Nullable Path target;
  private final Consumer<@Nullable IOException> ended;
  private final ImageForm.Entries entries;
  private final FileWork file;
  private final ConcurrentLinkedQueue<Block> spare = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final CountDownLatch discarded = new CountDownLatch(1);
  private volatile boolean rests;
  private boolean isOver;
  private long keys; // added since a block went on its way
  private long peakBytes;

  /// Begins an image of this moment.
  ///
  /// @param target the file's name in the end; null to leave it under the temporary one
  /// @param ended called on the node's thread once everything is on the disk, or with what went
  ///   wrong
  BackgroundImage(
      Place place,
      Path temporary,
      @Nullable Path target,
      ImageForm form,
      Consumer<@Nullable IOException> ended) {
    this.place = place;
    this.temporary = temporary;
    this.target = target;
    this.ended = ended;
    this.file = new FileWork(form);
    place.background().execute(file::open);
    this.entries = form.begin(place.keyspace(), this);
    place.keyspace().snapshots().begin(this);
  }

  @Override
  public boolean hasRoom() {
    if (isOver) {
      return false;
    }
    if (waitingBytes.get() < MOST_WAITING) {
      return true;
    }
    rests = true;
    return waitingBytes.get() < MOST_WAITING; // it may have become less before that was seen
  }

  @Override
  public void add(int database, long entry) {
    if (isOver) {
      return;
    }
    keys++;
    try {
      entries.add(database, entry);
    } catch (OutOfMemoryError full) { // a client's command must not fail for that
      file.stop();
      end(new IOException("Cannot allocate memory", full));
    }
  }

  @Override
  public void complete() {
    if (!isOver) {
      entries.end();
      place.background().execute(file::end);
    }
  }

  @Override
  public Block fresh() {
    Block block = spare.poll();
    return block == null ? new Block() : block;
  }

  @Override
  public void put(Block block) {
    long bytes = waitingBytes.addAndGet(block.capacity());
    peakBytes = Math.max(peakBytes, bytes);
    long count = keys;
    keys = 0;
    place.background().execute(() -> file.write(block, count));
  }

  /// Bytes that are on the way.
  long waitingBytes() {
    return waitingBytes.get();
  }

  /// The most bytes that were on the way at once.
  long peakBytes() {
    return peakBytes;
  }

  /// Stops. Nobody is told, and when this returns the file will not get its name any more.
  void cancel() {
    if (!isOver) {
      over();
      file.stop();
    }
  }

  /// Waits a little until what there is of a file that was stopped is removed: before the end.
  void awaitDiscarded() {
    try {
      discarded.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void over() {
    isOver = true;
    if (place.keyspace().snapshots().isRunning()) {
      place.keyspace().snapshots().abort();
    }
  }

  private void end(@Nullable IOException failure) {
    if (!isOver) { // it may have been stopped meanwhile
      over();
      ended.accept(failure);
    }
  }

  /// What happens on the other thread, in tasks that follow one another.
  private final class FileWork {
    private final ImageForm form;
    private final KeyDelay delay = place.delay().get();
    private Disk.@Nullable Output output;
    private ImageForm.@Nullable Blocks blocks;
    private boolean isStopped; // guarded by this

    FileWork(ImageForm form) {
      this.form = form;
    }

    void open() {
      run(() -> {
        var created =
            target == null
                ? place.disk().create(temporary)
                : SaveFailure.creating(place.disk(), temporary);
        var yielding = new YieldingOutput(created, new Breaks());
        output = yielding;
        blocks = form.into(yielding);
      });
    }

    void write(Block block, long keyCount) {
      run(() -> {
        if (blocks != null) {
          blocks.write(block);
          delay.pause(keyCount, () -> !isStopped());
        }
      });
      waitingBytes.addAndGet(-block.capacity());
      if (block.isCommon()) {
        block.clear();
        spare.add(block);
      }
      if (rests && waitingBytes.get() < MOST_WAITING / 2) {
        rests = false;
        place.nodeThread().execute(() -> {}); // the walk goes on
      }
    }

    void end() {
      run(() -> {
        if (blocks != null && output != null) {
          blocks.end();
          output.close();
          output = null;
          name();
          forceName();
          place.nodeThread().execute(() -> BackgroundImage.this.end(null));
        }
      });
    }

    /// Either the file gets its name before [#stop] returns, or never.
    private synchronized void name() throws IOException {
      if (target != null && !isStopped) {
        SaveFailure.naming(place.disk(), temporary, target);
      }
    }

    private void forceName() throws IOException {
      Path folder = target == null ? null : target.toAbsolutePath().getParent();
      if (folder != null) {
        place.disk().forceFolder(folder);
      }
    }

    private synchronized boolean isStopped() {
      return isStopped;
    }

    void stop() {
      synchronized (this) {
        isStopped = true;
      }
      place.background().execute(this::discard);
    }

    private void run(Step step) {
      if (isStopped()) {
        return;
      }
      try {
        step.run();
      } catch (IOException failure) {
        fail(failure);
      } catch (RuntimeException | OutOfMemoryError fault) {
        fail(new IOException(fault));
      }
    }

    private void fail(IOException failure) {
      synchronized (this) {
        isStopped = true;
      }
      discard();
      place.nodeThread().execute(() -> BackgroundImage.this.end(failure));
    }

    private void discard() {
      try {
        if (output != null) {
          output.close();
          output = null;
        }
        place.disk().delete(temporary);
      } catch (IOException stays) {
        // what is left has a temporary name, and the log has told of the failure behind it
      }
      discarded.countDown();
    }
  }

  /// Something that may fail.
  private interface Step {
    void run() throws IOException;
  }
}
