package hitrate.engine.persist;

import hitrate.engine.keyspace.ImageSink;
import hitrate.engine.world.Breaks;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// An image of the keyspace that goes to somebody else byte by byte and never to a disk, while the
/// node goes on: for replicas. As with [BackgroundImage] the node's thread only copies, and another
/// one brings strings into their shortest form and adds the checksum.
public final class ImageStream implements ImageSink, BlockSink {
  /// Who gets the bytes. All calls come on the node's thread.
  public interface Receiver {
    /// False while what has been handed over is not gone yet.
    boolean hasRoom();

    /// Takes bytes as its own.
    void take(byte[] bytes);

    /// Everything has been handed over.
    void complete();
  }

  /// The walk over the keys rests while so many bytes are on the way.
  private static final long MOST_WAITING = 16L * Block.BYTES;

  private final BackgroundImage.Place place;
  private final Receiver receiver;
  private final ImageForm.Entries entries;
  private final ImageForm.Blocks blocks;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final KeyDelay delay;
  private long keys; // added since a block went on its way
  private volatile boolean isOver;

  /// Begins an image of this moment.
  ImageStream(BackgroundImage.Place place, ImageForm form, Receiver receiver) {
    this.place = place;
    this.receiver = receiver;
    this.delay = place.delay().get();
    this.blocks = form.into(new Pass());
    this.entries = form.begin(place.keyspace(), this);
    place.keyspace().snapshots().begin(this);
  }

  /// Stops. Nobody is told.
  public void cancel() {
    if (!isOver) {
      isOver = true;
      if (place.keyspace().snapshots().isRunning()) {
        place.keyspace().snapshots().abort();
      }
    }
  }

  @Override
  public boolean hasRoom() {
    return !isOver && waitingBytes.get() < MOST_WAITING && receiver.hasRoom();
  }

  @Override
  public void add(int database, long entry) {
    if (!isOver) {
      keys++;
      entries.add(database, entry);
    }
  }

  @Override
  public void complete() {
    if (!isOver) {
      entries.end();
      inBackground(() -> {
        blocks.end();
        onNode(receiver::complete);
      });
    }
  }

  @Override
  public Block fresh() {
    return new Block();
  }

  @Override
  public void put(Block full) {
    long bytes = full.capacity();
    waitingBytes.addAndGet(bytes);
    long count = keys;
    keys = 0;
    inBackground(() -> {
      blocks.write(full);
      delay.pause(count, () -> !isOver);
      waitingBytes.addAndGet(-bytes);
      onNode(() -> {}); // the walk goes on
    });
  }

  private void inBackground(Step step) {
    place
        .background()
        .execute(() -> {
          if (isOver) {
            return;
          }
          try {
            step.run();
          } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // there is no disk
          }
        });
  }

  private void onNode(Runnable task) {
    place
        .nodeThread()
        .execute(() -> {
          if (!isOver) {
            task.run();
          }
        });
  }

  /// Something that may fail.
  private interface Step {
    void run() throws IOException;
  }

  /// A file that is none: what is written goes to the receiver.
  private final class Pass implements Disk.Output {
    private final Breaks breaks = new Breaks();
    private long size;

    @Override
    public void write(ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      size += copy.length;
      waitingBytes.addAndGet(copy.length);
      onNode(() -> {
        waitingBytes.addAndGet(-copy.length);
        receiver.take(copy);
      });
      breaks.take(); // as with a file, see [YieldingOutput]
    }

    @Override
    public void force() {}

    @Override
    public long size() {
      return size;
    }

    @Override
    public void close() {}
  }
}
