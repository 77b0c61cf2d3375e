package hitrate.engine.replica;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// An image of the primary's keyspace on its way into a file here. Either its length stands before
/// it, or a mark of 40 characters before and behind it.
final class ImageArrival implements AutoCloseable {
  private static final int MARK_LENGTH = 40;
  private static final String MARKED = "$EOF:";

  private final Disk disk;
  private final Path path;
  private final Disk.Output file;
  private final byte[] mark; // empty when the length is known
  private final long length; // 0 while it is not known
  private final byte[] held = new byte[MARK_LENGTH]; // the end of what has come, perhaps the mark
  private int heldLength;
  private long received;
  private boolean isOver;

  /// @param header what stands before the image
  /// @throws IOException when the header is none, or nothing can be written
  ImageArrival(Disk disk, Path path, String header) throws IOException {
    this.disk = disk;
    this.path = path;
    boolean isMarked = header.startsWith(MARKED);
    this.mark =
        isMarked
            ? header.substring(MARKED.length()).getBytes(StandardCharsets.ISO_8859_1)
            : new byte[0];
    this.length = isMarked ? 0 : length(header);
    if (isMarked && mark.length != MARK_LENGTH) {
      throw new IOException("an end mark of the wrong length");
    }
    this.file = disk.create(path);
  }

  private static long length(String header) throws IOException {
    String digits = header.substring(1);
    if (!digits.matches("\\d{1,18}")) {
      throw new IOException("no length of the image: " + header);
    }
    return Long.parseLong(digits);
  }

  boolean isMarked() {
    return mark.length > 0;
  }

  /// Bytes of the image; 0 when nobody knows.
  long length() {
    return length;
  }

  /// Bytes that have come, a mark included.
  long received() {
    return received;
  }

  /// True once all of it is there.
  boolean isOver() {
    return isOver;
  }

  Path path() {
    return path;
  }

  /// Takes from `bytes[from, to)` what belongs to the image; answers where that ends.
  int take(byte[] bytes, int from, int to) throws IOException {
    int count = isMarked() ? to - from : (int) Math.min(to - from, length - received);
    received += count;
    if (!isMarked()) {
      file.write(ByteBuffer.wrap(bytes, from, count));
      isOver = received == length;
    } else {
      // nothing comes behind the mark before this node has said a word
      hold(bytes, from, count);
      isOver = heldLength == MARK_LENGTH && Arrays.equals(held, mark);
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
    int out = Math.max(all - MARK_LENGTH, 0);
    int outHeld = Math.min(out, heldLength);
    file.write(ByteBuffer.wrap(held, 0, outHeld));
    file.write(ByteBuffer.wrap(bytes, from, out - outHeld));
    System.arraycopy(held, outHeld, held, 0, heldLength - outHeld);
    heldLength -= outHeld;
    int rest = count - (out - outHeld);
    System.arraycopy(bytes, from + out - outHeld, held, heldLength, rest);
    heldLength += rest;
  }

  /// Gives up, or ends what nobody wants any more.
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
