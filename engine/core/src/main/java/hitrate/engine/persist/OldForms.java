package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the packed forms that the real server wrote before there were listpacks.
///
/// ```
/// ziplist: total bytes u32 | last element u32 | elements u16 | element ... | 0xFF
/// element: length of the one before, 1 byte or 0xFE and u32 | encoding | data
/// zipmap:  fields u8 | field ... | 0xFF
/// field:   length, 1 byte or 0xFE and u32 | name | length | spare u8 | value | spare bytes
/// ```
final class OldForms {
  private static final int ZIPLIST_HEADER = 10;
  private static final int END = 0xff;
  private static final int LONG_LENGTH = 0xfe;
  private static final int UNKNOWN_COUNT = 0xffff;

  private final byte[] bytes;
  private int at;

  private OldForms(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  /// The elements of a ziplist.
  static List<byte[]> ziplist(byte[] bytes) throws MalformedValue {
    if (bytes.length <= ZIPLIST_HEADER || (bytes[bytes.length - 1] & 0xff) != END) {
      throw new MalformedValue("no ziplist");
    }
    var reader = new OldForms(bytes, 0);
    boolean isWhole = reader.number(4) == bytes.length;
    long toldLast = reader.number(4);
    long toldCount = reader.number(2);
    var elements = new ArrayList<byte[]>();
    int last = reader.at;
    while (reader.at < bytes.length - 1) {
      int start = reader.at;
      isWhole &= reader.previousLength() == start - last;
      elements.add(reader.element());
      last = start;
    }
    isWhole &= toldLast == last && (toldCount == UNKNOWN_COUNT || toldCount == elements.size());
    if (!isWhole || reader.at != bytes.length - 1) {
      throw new MalformedValue("no ziplist");
    }
    return elements;
  }

  private long previousLength() throws MalformedValue {
    int first = octet();
    return first == LONG_LENGTH ? number(4) : first;
  }

  private byte[] element() throws MalformedValue {
    int first = octet();
    return switch (first >> 6) {
      case 0 -> take(first);
      case 1 -> take((first & 0x3f) << 8 | octet());
      case 2 -> take(Integer.reverseBytes((int) number(4)));
      default -> Decimal.bytes(integer(first));
    };
  }

  private long integer(int first) throws MalformedValue {
    return switch (first) {
      case 0xc0 -> (short) number(2);
      case 0xd0 -> (int) number(4);
      case 0xe0 -> number(8);
      case 0xf0 -> number(3) << 40 >> 40;
      case 0xfe -> (byte) number(1);
      default -> {
        if (first < 0xf1 || first > 0xfd) {
          throw new MalformedValue("no element of a ziplist");
        }
        yield first - 0xf1;
      }
    };
  }

  /// The fields and values of a zipmap, one after another.
  static List<byte[]> zipmap(byte[] bytes) throws MalformedValue {
    if (bytes.length < 2 || (bytes[bytes.length - 1] & 0xff) != END) {
      throw new MalformedValue("no zipmap");
    }
    var reader = new OldForms(bytes, 1);
    var pairs = new ArrayList<byte[]>();
    while ((bytes[reader.at] & 0xff) != END) { // there is one: the last byte
      pairs.add(reader.take(reader.zipmapLength()));
      int length = reader.zipmapLength();
      int spare = reader.octet();
      pairs.add(reader.take(length));
      reader.take(spare);
      reader.requireMore();
    }
    int told = bytes[0] & 0xff;
    if (told != LONG_LENGTH && told != pairs.size() / 2) {
      throw new MalformedValue("no zipmap");
    }
    return pairs;
  }

  private void requireMore() throws MalformedValue {
    if (at == bytes.length) {
      throw new MalformedValue("a zipmap without an end");
    }
  }

  private int zipmapLength() throws MalformedValue {
    int first = octet();
    if (first == END) {
      throw new MalformedValue("a zipmap ends too early");
    }
    return first == LONG_LENGTH ? (int) number(4) : first;
  }

  private int octet() throws MalformedValue {
    return take(1)[0] & 0xff;
  }

  /// A little-endian number, not extended by its sign.
  private long number(int count) throws MalformedValue {
    byte[] taken = take(count);
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | taken[i] & 0xff;
    }
    return value;
  }

  private byte[] take(int count) throws MalformedValue {
    if (count < 0 || count > bytes.length - at) {
      throw new MalformedValue("cut short");
    }
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }
}
