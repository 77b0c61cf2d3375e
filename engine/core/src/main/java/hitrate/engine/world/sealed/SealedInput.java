package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Reads a sealed file, record by record.
final class SealedInput implements Disk.Input {
  private final Disk disk;
  private final Path file;
  private final FileHeader header;
  private final Disk.Input in;
  private final Records records;
  private final ByteBuffer sealed =
      ByteBuffer.allocate(2 * (Records.MOST + Records.OVERHEAD)).limit(0);
  private final byte[] bytes = new byte[Records.MOST];
  private ByteBuffer plain = ByteBuffer.wrap(bytes, 0, 0);
  private boolean isEnded;
  private boolean isCutOff;

  /// @param in at the first record
  SealedInput(Disk disk, Path file, FileHeader header, Disk.Input in) {
    this.disk = disk;
    this.file = file;
    this.header = header;
    this.in = in;
    this.records = new Records(file, header);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    while (!plain.hasRemaining()) {
      if (!next()) {
        return -1;
      }
    }
    int count = Math.min(plain.remaining(), into.remaining());
    into.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    return count;
  }

  /// Opens the next record, and with the last that has bytes the one that marks the end: nobody may
  /// read on after the former.
  private boolean next() throws IOException {
    if (!isThere()) {
      if (!header.isGrowing() && !isEnded) {
        throw records.refused("is missing: the file is cut off");
      }
      isCutOff = sealed.hasRemaining();
      return false;
    }
    openOne();
    if (!header.isGrowing() && !isEnded && isThere() && isLast()) {
      int length = plain.limit();
      openOne();
      plain = ByteBuffer.wrap(bytes, 0, length);
    }
    return true;
  }

  private void openOne() throws IOException {
    if (isEnded) {
      throw records.refused("stands behind the file's end");
    }
    boolean isLast = isLast();
    int length = records.open(sealed.array(), sealed.position(), bytes);
    if (isLast && length > 0) {
      throw records.refused("is not empty and marks an end");
    }
    isEnded = isLast;
    sealed.position(sealed.position() + Records.OVERHEAD + length);
    plain = ByteBuffer.wrap(bytes, 0, length);
  }

  private boolean isLast() {
    return Records.isLast(sealed.array(), sealed.position());
  }

  /// Reads until there is a whole record; false when the file ends before.
  private boolean isThere() throws IOException {
    return fill(Records.HEAD)
        && fill(Records.OVERHEAD + records.length(sealed.array(), sealed.position()));
  }

  private boolean fill(int count) throws IOException {
    if (sealed.remaining() >= count) {
      return true;
    }
    sealed.compact();
    int read = 0;
    while (sealed.position() < count && read >= 0) {
      read = in.read(sealed);
    }
    sealed.flip();
    return sealed.remaining() >= count;
  }

  /// Bytes in whole records; of a torn end as many as there are, so that it is not taken for
  /// nothing.
  @Override
  public long size() throws IOException {
    RecordWalk walk = RecordWalk.through(disk, file, header, Long.MAX_VALUE);
    return walk.plain() + walk.tornBytes();
  }

  @Override
  public boolean isCutOff() {
    return isCutOff;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
