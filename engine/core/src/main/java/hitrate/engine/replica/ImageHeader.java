package hitrate.engine.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What stands before an image of the primary's keyspace: its length, or a mark of 40 characters
/// that stands behind it, too.
///
/// @param length 0 when it is not known
/// @param mark empty when the length is known
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record ImageHeader(long length, byte[] mark) {
  static final int MARK_LENGTH = 40;
  private static final String MARKED = "$EOF:";

  /// @throws IOException when that is none
  static ImageHeader parse(String line) throws IOException {
    if (!line.startsWith(MARKED)) {
      return new ImageHeader(length(line), new byte[0]);
    }
    byte[] mark = line.substring(MARKED.length()).getBytes(StandardCharsets.ISO_8859_1);
    if (mark.length != MARK_LENGTH) {
      throw new IOException("an end mark of the wrong length");
    }
    return new ImageHeader(0, mark);
  }

  private static long length(String line) throws IOException {
    String digits = line.substring(1);
    if (!digits.matches("\\d{1,18}")) {
      throw new IOException("no length of the image: " + line);
    }
    long length = Long.parseLong(digits);
    if (length == 0) {
      throw new IOException("an empty image");
    }
    return length;
  }

  boolean isMarked() {
    return mark.length > 0;
  }

  /// How many of so many bytes belong to the image.
  int share(int count, long received) {
    return isMarked() ? count : (int) Math.min(count, length - received);
  }
}
