package hitrate.engine.replica;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/// An image on its way into a file here.
final class FileArrival implements Arrival {
  private final Disk disk;
  private final Path path;
  private final Disk.Output file;
  private final ImageHeader header;
  private final byte[] held =
      new byte[ImageHeader.MARK_LENGTH]; // the end of what has come, perhaps the mark
  private int heldLength;
  private long received;
  private boolean isOver;

  /// @throws IOException when nothing can be written
  FileArrival(Disk disk, Path path, ImageHeader header) throws IOException {
    this.disk = disk;
    this.path = path;
    this.header = header;
    this.file = disk.create(path);
  }

  @Override
  public long length() {
    return header.length();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public boolean isOver() {
    return isOver;
  }

  Path path() {
    return path;
  }

  @Override
  public int take(byte[] bytes, int from, int to) throws IOException {
    int count = header.share(to - from, received);
    received += count;
    if (!header.isMarked()) {
      file.write(ByteBuffer.wrap(bytes, from, count));
      isOver = received == header.length();
    } else {
      // nothing comes behind the mark before this node has said a word
      hold(bytes, from, count);
      isOver = heldLength == held.length && Arrays.equals(held, header.mark());
    }
    if (isOver) {
      file.finish();
      file.close();
    }
    return from + count;
  }

  /// Writes all but the last bytes, which may be the mark.
  private void hold(byte[] bytes, int from, int count) throws IOException {
    int all = heldLength + count;
    int out = Math.max(all - held.length, 0);
    int outHeld = Math.min(out, heldLength);
    file.write(ByteBuffer.wrap(held, 0, outHeld));
    file.write(ByteBuffer.wrap(bytes, from, out - outHeld));
    System.arraycopy(held, outHeld, held, 0, heldLength - outHeld);
    heldLength -= outHeld;
    int rest = count - (out - outHeld);
    System.arraycopy(bytes, from + out - outHeld, held, heldLength, rest);
    heldLength += rest;
  }

  @Override
  public void close() {
    if (!isOver) {
      isOver = true;
      try {
        file.close();
        disk.delete(path);
      } catch (IOException inTheWay) {
        // then it stays
      }
    }
  }
}
