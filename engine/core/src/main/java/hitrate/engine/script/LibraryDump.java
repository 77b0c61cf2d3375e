package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Crc64;
import hitrate.engine.bytes.Lzf;
import hitrate.engine.command.CommandError;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The payload of FUNCTION DUMP and FUNCTION RESTORE: for each library the byte 245 and its code as
/// a string of the RDB format, then two bytes with that format's version and eight with a checksum.
final class LibraryDump {
  private static final int LIBRARY = 245;
  private static final int OLD_LIBRARY = 246; // of release candidates
  private static final int VERSION = 10;
  private static final int FOOTER_BYTES = 10;
  private static final int LONG_ENOUGH_TO_COMPRESS = 20;
  private static final CommandError DAMAGED =
      CommandError.of("ERR DUMP payload version or checksum are wrong");
  private static final CommandError NO_CODE = CommandError.of("ERR Failed loading library payload");

  private final byte[] bytes;
  private final int end;
  private int at;

  private LibraryDump(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length - FOOTER_BYTES;
  }

  /// @param compresses whether long strings are compressed (`rdbcompression`)
  static byte[] write(Collection<Library> libraries, boolean compresses) {
    var out = new ByteArrayOutputStream();
    for (Library library : libraries) {
      out.write(LIBRARY);
      writeString(out, library.code().toArray(), compresses);
    }
    out.write(VERSION);
    out.write(0);
    byte[] body = out.toByteArray();
    long checksum = Crc64.update(0, body, 0, body.length);
    return ByteBuffer.allocate(body.length + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(body)
        .putLong(checksum)
        .array();
  }

  private static void writeString(ByteArrayOutputStream out, byte[] text, boolean compresses) {
    byte[] small =
        compresses && text.length > LONG_ENOUGH_TO_COMPRESS
            ? Lzf.compress(text, text.length - 4)
            : null;
    if (small == null) {
      writeLength(out, text.length);
      out.writeBytes(text);
    } else {
      out.write(0xc3);
      writeLength(out, small.length);
      writeLength(out, text.length);
      out.writeBytes(small);
    }
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 1 << 6) {
      out.write(length);
    } else if (length < 1 << 14) {
      out.write(0x40 | length >>> 8);
      out.write(length);
    } else {
      out.write(0x80);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }
  }

  /// The code of the libraries in a payload.
  ///
  /// @throws CommandError when it is damaged or holds something else
  static List<Bytes> read(byte[] payload) {
    var dump = new LibraryDump(payload);
    if (dump.end < 0 || !dump.isWhole()) {
      throw DAMAGED;
    }
    var codes = new ArrayList<Bytes>();
    while (dump.at < dump.end) {
      int type = dump.bytes[dump.at++] & 0xff;
      if (type == OLD_LIBRARY) {
        throw CommandError.of("ERR Failed loading library name");
      }
      if (type != LIBRARY) {
        throw CommandError.of("ERR given type is not a function");
      }
      codes.add(dump.string());
    }
    return codes;
  }

  private boolean isWhole() {
    var footer = ByteBuffer.wrap(bytes, end, FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int version = footer.getShort() & 0xffff;
    long checksum = footer.getLong();
    return version <= VERSION && checksum == Crc64.update(0, bytes, 0, end + 2);
  }

  private Bytes string() {
    int first = next();
    if (first >>> 6 == 3) {
      return encoded(first & 63);
    }
    int length = length(first);
    return Bytes.copyOf(bytes, at, advance(length));
  }

  private Bytes encoded(int encoding) {
    switch (encoding) {
      case 0, 1, 2 -> {
        int size = 1 << encoding;
        long value = 0;
        for (int i = 0; i < size; i++) {
          value |= (long) next() << 8 * i;
        }
        int unused = Long.SIZE - 8 * size;
        return Bytes.wrap(
            Long.toString(value << unused >> unused).getBytes(StandardCharsets.US_ASCII));
      }
      case 3 -> {
        int small = length(next());
        int length = length(next());
        int start = at;
        byte[] text = Lzf.expand(bytes, start, advance(small), length);
        if (text != null) {
          return Bytes.wrap(text);
        }
      }
      default -> {}
    }
    throw NO_CODE;
  }

  private int length(int first) {
    int kind = first >>> 6;
    if (kind == 0) {
      return first;
    }
    if (kind == 1) {
      return (first & 63) << 8 | next();
    }
    if (first != 0x80 && first != 0x81) {
      throw NO_CODE;
    }
    long length = 0;
    for (int i = first == 0x80 ? Integer.BYTES : Long.BYTES; i > 0; i--) {
      length = length << 8 | next();
    }
    if (length < 0 || length > Integer.MAX_VALUE - 8) {
      throw NO_CODE;
    }
    return (int) length;
  }

  private int next() {
    if (at >= bytes.length) {
      throw NO_CODE;
    }
    return bytes[at++] & 0xff;
  }

  /// Moves on by some bytes; answers the new place. As in the real server a string may reach into
  /// the footer.
  private int advance(int count) {
    if (count > bytes.length - at) {
      throw NO_CODE;
    }
    at += count;
    return at;
  }
}
