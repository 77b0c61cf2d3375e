package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.bytes.Lzf;
import java.util.Arrays;

/// Reads what [RdbWriter] writes. Trusts nothing: whatever the bytes are, it answers or says that
/// they are malformed.
final class RdbReader {
  private static final int LONGEST = 512 << 20;

  private final byte[] bytes;
  private final int end;
  private int at;

  /// Reads `bytes[from, to)`.
  RdbReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean isAtEnd() {
    return at == end;
  }

  int octet() throws MalformedValue {
    require(1);
    return bytes[at++] & 0xff;
  }

  private void require(long count) throws MalformedValue {
    if (count < 0 || count > end - at) {
      throw new MalformedValue("cut short at byte " + at);
    }
  }

  /// A length, unsigned.
  long length() throws MalformedValue {
    return length(octet());
  }

  private long length(int first) throws MalformedValue {
    if (first < 0x40) {
      return first;
    } else if (first < 0x80) {
      return (first & 0x3fL) << 8 | octet();
    } else if (first == RdbWriter.LENGTH_32) {
      return bigEndian(4);
    } else if (first == RdbWriter.LENGTH_64) {
      return bigEndian(8);
    }
    throw new MalformedValue("no length at byte " + (at - 1));
  }

  /// How many things follow, each of at least a byte; never 0.
  int count() throws MalformedValue {
    long count = length();
    if (count <= 0 || count > end - at) {
      throw new MalformedValue("empty, or more than there is");
    }
    return (int) count;
  }

  long bigEndian(int count) throws MalformedValue {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  long littleEndian(int count) throws MalformedValue {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) octet() << 8 * i;
    }
    return value;
  }

  byte[] string() throws MalformedValue {
    int first = octet();
    return switch (first) {
      case RdbWriter.INTEGER_8 -> Decimal.bytes((byte) littleEndian(1));
      case RdbWriter.INTEGER_16 -> Decimal.bytes((short) littleEndian(2));
      case RdbWriter.INTEGER_32 -> Decimal.bytes(littleEndian(4) << 32 >> 32);
      case RdbWriter.COMPRESSED -> compressed();
      default -> raw(length(first));
    };
  }

  private byte[] compressed() throws MalformedValue {
    long packed = length();
    long count = length();
    require(packed);
    if (count < 0 || count > LONGEST) {
      throw new MalformedValue("a string too long");
    }
    byte[] expanded = Lzf.expand(bytes, at, at + (int) packed, (int) count);
    if (expanded == null) {
      throw new MalformedValue("wrongly compressed");
    }
    at += (int) packed;
    return expanded;
  }

  byte[] raw(long count) throws MalformedValue {
    require(count);
    at += (int) count;
    return Arrays.copyOfRange(bytes, at - (int) count, at);
  }

  /// A score as text of up to 252 bytes, or one of three signs for what is no number.
  double oldScore() throws MalformedValue {
    int first = octet();
    return switch (first) {
      case 255 -> Double.NEGATIVE_INFINITY;
      case 254 -> Double.POSITIVE_INFINITY;
      case 253 -> Double.NaN;
      default -> {
        byte[] text = raw(first);
        yield DoubleText.parse(text, 0, text.length); // NaN when it is none
      }
    };
  }
}
