package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes a sealed file: each write at once, in records of its own. A write that fails is taken
/// back as a whole, so that it can be tried again.
final class SealedOutput implements Disk.Output {
  private static final byte[] NOTHING = {};

  private final Disk.Output out;
  private final FileHeader header;
  private final Records records;
  private final byte[] plain = new byte[Records.MOST];
  private final byte[] sealed = new byte[Records.MOST + Records.OVERHEAD];
  private long size;
  private boolean isTorn; // something stands behind the last record
  private boolean isFinished;

  SealedOutput(Disk.Output out, FileHeader header, Records records, long size) {
    this.out = out;
    this.header = header;
    this.records = records;
    this.size = size;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (isFinished) {
      throw records.refused("cannot be written: the file is complete");
    }
    mend();
    Records.Mark before = records.mark();
    int length = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        int count = Math.min(bytes.remaining(), plain.length);
        bytes.get(plain, 0, count);
        put(plain, count, false);
      }
      size += length;
    } catch (IOException failure) {
      takeBack(before, failure);
      throw failure;
    }
  }

  private void put(byte[] from, int count, boolean isLast) throws IOException {
    out.write(ByteBuffer.wrap(sealed, 0, records.seal(from, 0, count, isLast, sealed)));
  }

  private void takeBack(Records.Mark before, IOException failure) {
    records.goTo(before);
    isTorn = true;
    try {
      mend();
    } catch (IOException later) {
      failure.addSuppressed(later);
    }
  }

  private void mend() throws IOException {
    if (isTorn) {
      out.cut(records.place());
      isTorn = false;
    }
  }

  @Override
  public void force() throws IOException {
    out.force();
  }

  @Override
  public void finish() throws IOException {
    if (!header.isGrowing() && !isFinished) {
      mend();
      Records.Mark before = records.mark();
      try {
        put(NOTHING, 0, true);
      } catch (IOException failure) {
        takeBack(before, failure);
        throw failure;
      }
      isFinished = true;
    }
    out.force();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
