package hitrate.engine.bytes;

/// The checksum behind serialised values: CRC-64 with the polynomial of Jones, least significant
/// bit first, beginning with 0 and not inverted.
public final class Crc64 {
  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
  private static final long[] TABLE = table();

  private Crc64() {}

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long remainder = i;
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder & 1) == 0 ? remainder >>> 1 : remainder >>> 1 ^ POLYNOMIAL;
      }
      table[i] = remainder;
    }
    return table;
  }

  /// Goes on with a checksum over `bytes[from, to)`; the first stretch begins with 0.
  public static long update(long checksum, byte[] bytes, int from, int to) {
    long sum = checksum;
    for (int i = from; i < to; i++) {
      sum = TABLE[(int) (sum ^ bytes[i]) & 0xff] ^ sum >>> 8;
    }
    return sum;
  }
}
