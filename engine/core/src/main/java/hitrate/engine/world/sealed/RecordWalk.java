package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// What a file has, by the heads of its records and without opening them.
///
/// @param plain bytes in the records passed
/// @param number how many records were passed
/// @param place where the last of them ends
/// @param hasMore whether another whole record follows, in which the limit lies
/// @param tornBytes bytes at the end of the file that are no whole record
/// @param isEnded whether the last record is marked as such
record RecordWalk(
    Path file,
    FileHeader header,
    long plain,
    long number,
    long place,
    boolean hasMore,
    long tornBytes,
    boolean isEnded) {
  private static final int WINDOW = 4096;

  /// Passes all records that end within the first `limit` plain bytes.
  static RecordWalk through(Disk disk, Path file, FileHeader header, long limit)
      throws IOException {
    var records = new Records(file, header);
    try (Disk.Input in = disk.open(file)) {
      long size = in.size();
      in.skip(FileHeader.LENGTH);
      var window = ByteBuffer.allocate(WINDOW).limit(0);
      long plain = 0;
      long number = 0;
      long place = FileHeader.LENGTH;
      boolean isEnded = false;
      boolean hasMore = false;
      while (size - place >= Records.HEAD) {
        need(in, window);
        int length = records.length(window.array(), window.position());
        long next = place + Records.OVERHEAD + length;
        if (next > size) {
          break;
        }
        if (isEnded) {
          throw records.refused("stands behind the file's end");
        }
        if (plain > limit - length) {
          hasMore = true;
          break;
        }
        isEnded = Records.isLast(window.array(), window.position());
        pass(in, window, next - place);
        plain += length;
        number++;
        place = next;
        records.goTo(new Records.Mark(number, place, header.id()));
      }
      long torn = hasMore ? 0 : size - place;
      return new RecordWalk(file, header, plain, number, place, hasMore, torn, isEnded);
    }
  }

  private static void need(Disk.Input in, ByteBuffer window) throws IOException {
    if (window.remaining() < Records.HEAD) {
      window.compact();
      while (window.position() < Records.HEAD && in.read(window) >= 0) {
        // goes on
      }
      window.flip();
    }
  }

  private static void pass(Disk.Input in, ByteBuffer window, long count) throws IOException {
    int here = (int) Math.min(count, window.remaining());
    window.position(window.position() + here);
    if (count > here) {
      in.skip(count - here);
    }
  }

  /// Where it has come.
  Records.Mark mark(Disk disk) throws IOException {
    byte[] tag = header.id();
    if (number > 0) {
      var bytes = ByteBuffer.wrap(tag);
      try (Disk.Input in = disk.open(file)) {
        in.skip(place - tag.length);
        while (bytes.hasRemaining() && in.read(bytes) >= 0) {
          // goes on
        }
      }
    }
    return new Records.Mark(number, place, tag);
  }

  /// Refuses a file whose end is missing.
  void requireWhole() throws UnsealingError {
    if (!isEnded || tornBytes > 0) {
      throw new UnsealingError(
          file,
          isEnded
              ? "has %d bytes behind its end, from byte %d".formatted(tornBytes, place)
              : "is cut off: its end is missing, from byte %d (record %d)"
                  .formatted(place, number));
    }
  }
}
