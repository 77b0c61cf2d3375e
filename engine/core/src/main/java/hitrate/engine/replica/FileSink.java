package hitrate.engine.replica;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/// A file here that an image goes into, without the mark behind it.
final class FileSink implements Arrival.Sink {
  private final Disk disk;
  private final Path path;
  private final Disk.Output file;
  private final byte[] mark;
  private final byte[] held; // the end of what has come, perhaps the mark
  private int heldLength;
  private boolean isFinished;

  /// @param mark empty when none stands behind the image
  /// @throws IOException when nothing can be written
  FileSink(Disk disk, Path path, byte[] mark) throws IOException {
    this.disk = disk;
    this.path = path;
    this.mark = mark;
    this.held = new byte[mark.length];
    this.file = disk.create(path);
  }

  Path path() {
    return path;
  }

  @Override
  public boolean isWhole() {
    // nothing comes behind the mark before this node has said a word
    return Arrays.equals(held, 0, heldLength, mark, 0, mark.length);
  }

  /// Writes all but the last bytes, which may be the mark.
  @Override
  public void take(byte[] bytes, int from, int to) throws IOException {
    int count = to - from;
    int out = Math.max(heldLength + count - held.length, 0);
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
  public void finish() throws IOException {
    isFinished = true;
    file.finish();
    file.close();
  }

  @Override
  public void close() {
    if (!isFinished) {
      isFinished = true;
      try {
        file.close();
        disk.delete(path);
      } catch (IOException inTheWay) {
        // then it stays
      }
    }
  }
}
