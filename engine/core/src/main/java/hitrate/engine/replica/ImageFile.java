package hitrate.engine.replica;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An image in a file on its way to one replica, piece by piece as the replica takes it.
final class ImageFile implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final Disk.Input file;
  private long left;

  ImageFile(Disk disk, Path path) throws IOException {
    this.file = disk.open(path);
    this.left = file.size();
  }

  /// What stands in front of the file: its length.
  byte[] header() {
    return ("$" + left + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// The next piece; an empty one at the end.
  byte[] next() throws IOException {
    var piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
    while (piece.hasRemaining()) {
      if (file.read(piece) < 0) {
        throw new IOException("the file has become shorter");
      }
    }
    left -= piece.capacity();
    return piece.array();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
