package hitrate.engine.persist;

import hitrate.engine.bytes.Crc64;
import hitrate.engine.keyspace.Database;

/// What DUMP answers: a value, the version of the format, a checksum over both.
///
/// ```
/// type u8 | value | version u16 LE | CRC-64 u64 LE
/// ```
final class Payload {
  /// The version of the format that redis-server 7.0 writes, and the highest that it reads.
  static final int VERSION = 10;

  /// The version that has hashes whose fields expire, redis-server 7.4's: for those alone.
  static final int VERSION_WITH_FIELD_TIMES = 12;

  private static final int CHECKSUM_BYTES = 8;
  private static final int FOOTER_BYTES = 2 + CHECKSUM_BYTES;

  private Payload() {}

  static byte[] of(Database database, long entry, boolean compressed) {
    var out = new RdbWriter(compressed);
    int type = ValueType.of(database, entry);
    out.octet(type);
    ValueWriter.write(database, entry, out);
    out.littleEndian(ValueType.hasFieldTimes(type) ? VERSION_WITH_FIELD_TIMES : VERSION, 2);
    out.littleEndian(Crc64.update(0, out.array(), 0, out.length()), CHECKSUM_BYTES);
    return out.toArray();
  }

  /// Whether there are a version that can be read and the checksum that belongs to the bytes.
  ///
  /// @param checks whether the checksum matters
  static boolean isRight(byte[] bytes, int start, int length, boolean checks) {
    if (length < FOOTER_BYTES) {
      return false;
    }
    int body = length - FOOTER_BYTES;
    int version = bytes[start + body] & 0xff | (bytes[start + body + 1] & 0xff) << 8;
    long checksum = 0;
    for (int i = CHECKSUM_BYTES - 1; i >= 0; i--) {
      checksum = checksum << 8 | bytes[start + body + 2 + i] & 0xff;
    }
    boolean isRight = !checks || checksum == Crc64.update(0, bytes, start, start + body + 2);
    int highest = ValueType.hasFieldTimes(bytes[start]) ? VERSION_WITH_FIELD_TIMES : VERSION;
    return version <= highest && isRight;
  }
}
