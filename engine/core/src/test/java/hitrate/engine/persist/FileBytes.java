package hitrate.engine.persist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hitrate.engine.bytes.Crc64;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// A snapshot file put together byte by byte.
public final class FileBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int version;

  /// A file that begins with this version.
  public FileBytes(int version) {
    this.version = version;
    bytes.writeBytes("REDIS%04d".formatted(version).getBytes(ISO_8859_1));
  }

  public FileBytes octets(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  public FileBytes hex(String digits) {
    bytes.writeBytes(HexFormat.of().parseHex(digits.replace(" ", "")));
    return this;
  }

  /// A string of less than 64 bytes.
  public FileBytes string(String text) {
    bytes.write(text.length());
    bytes.writeBytes(text.getBytes(ISO_8859_1));
    return this;
  }

  public FileBytes database(int number) {
    return octets(254, number);
  }

  /// A key with its value, given as hexadecimal digits.
  public FileBytes key(String name, int type, String value) {
    return octets(type).string(name).hex(value);
  }

  /// The whole file, with a checksum where its version has one.
  public byte[] end() {
    bytes.write(255);
    byte[] body = bytes.toByteArray();
    if (version >= 5) {
      long sum = Crc64.update(0, body, 0, body.length);
      bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(sum).array());
    }
    return bytes.toByteArray();
  }
}
