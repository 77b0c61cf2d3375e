package hitrate.engine.persist;

import hitrate.engine.bytes.Crc64;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Brings the bytes of a snapshot file to the disk and adds their checksum. May be used by a thread
/// that does not own the keys: it sees bytes only.
final class RdbFileWriter {
  /// Writes of at most so many bytes: each is copied once more on its way out of the heap.
  private static final int BLOCK = 1 << 16;

  /// So many bytes are brought to the disk at a time, so that the last step has little left to do.
  private static final long FORCED = 4 << 20;

  private final Disk.Output file;
  private final boolean checks;
  private final boolean forcesOften;
  private long checksum;
  private long written;
  private long forced;

  /// @param checks whether there is a checksum at the end (`rdbchecksum`); else 8 zero bytes
  /// @param forcesOften see `rdb-save-incremental-fsync`
  RdbFileWriter(Disk.Output file, boolean checks, boolean forcesOften) {
    this.file = file;
    this.checks = checks;
    this.forcesOften = forcesOften;
  }

  /// Bytes written so far.
  long written() {
    return written;
  }

  /// Writes all that is in memory and empties it, if that is worth a write.
  void drain(RdbWriter from) throws IOException {
    if (from.length() >= BLOCK) {
      write(from.array(), 0, from.length());
      from.clear();
    }
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    if (checks) {
      checksum = Crc64.update(checksum, bytes, offset, offset + length);
    }
    put(bytes, offset, length);
    if (forcesOften && written - forced >= FORCED) {
      file.force();
      forced = written;
    }
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += BLOCK) {
      file.write(ByteBuffer.wrap(bytes, offset + done, Math.min(length - done, BLOCK)));
    }
    written += length;
  }

  /// Writes the rest and the end, and returns once everything is on the disk.
  void end(RdbWriter rest) throws IOException {
    rest.octet(Opcode.END);
    write(rest.array(), 0, rest.length());
    rest.clear();
    var footer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(checksum);
    put(footer.array(), 0, Long.BYTES);
    file.finish();
  }
}
