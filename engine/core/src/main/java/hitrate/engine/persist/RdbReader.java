package hitrate.engine.persist;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.bytes.Lzf;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what [RdbWriter] writes, from memory or from a file. Trusts nothing: whatever the bytes
/// are, it answers or says that they are malformed, and takes no more memory than there are bytes.
final class RdbReader {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 512 << 20;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /// Is told how far a file has been read.
  interface Progress {
    /// False when no more is to be read.
    boolean goesOn(long position);
  }

  private final @Nullable ImageSource file;
  private final Progress progress;
  private byte[] bytes;
  private int at;
  private int end;
  private long before; // bytes of the file in front of the array
  private long unread; // bytes of the file behind the array

  private byte[] text = {};
  private int textStart;
  private int textLength;
  private byte[] expanded = new byte[64];

  /// Reads `bytes[from, to)`.
  RdbReader(byte[] bytes, int from, int to) {
    this.file = null;
    this.progress = position -> true;
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /// Reads a file from its beginning.
  RdbReader(ImageSource file, Progress progress) {
    this.file = file;
    this.progress = progress;
    this.bytes = new byte[BUFFER];
    this.unread = file.size();
  }

  boolean isAtEnd() {
    return at == end && unread == 0;
  }

  /// How many bytes have been read.
  long position() {
    return before + at;
  }

  /// How many bytes there are still.
  long remaining() {
    return end - at + unread;
  }

  int octet() throws MalformedValue {
    require(1);
    return bytes[at++] & 0xff;
  }

  private void require(long count) throws MalformedValue {
    if (count < 0 || count > end - at) {
      fill(count);
    }
  }

  /// Has so many bytes in the array, behind each other.
  private void fill(long count) throws MalformedValue {
    ImageSource input = file;
    if (input == null || count < 0 || count > remaining() || count > LONGEST_ARRAY) {
      throw new MalformedValue.CutShort();
    }
    int left = end - at;
    byte[] target = bytes;
    if (count > bytes.length) {
      target = new byte[(int) count];
    } else if (bytes.length > BUFFER && count <= BUFFER && left <= BUFFER) {
      target = new byte[BUFFER];
    }
    System.arraycopy(bytes, at, target, 0, left);
    bytes = target;
    before += at;
    at = 0;
    end = left;
    try {
      while (end < count) {
        read(input);
      }
    } catch (IOException failure) {
      throw new MalformedValue("cannot be read: " + failure.getMessage());
    }
    if (!progress.goesOn(before)) {
      throw new MalformedValue("not read to its end");
    }
  }

  private void read(ImageSource input) throws IOException, MalformedValue {
    int most = (int) Math.min(Math.min(bytes.length - end, BUFFER), unread);
    int count = most == 0 ? -1 : input.read(bytes, end, most);
    if (count < 0) {
      unread = 0; // it is shorter than it was
      throw new MalformedValue.CutShort();
    }
    end += count;
    unread -= count;
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
    } else if (first >= RdbWriter.INTEGER_8) {
      return first & 0x3f; // a string's sign, which the real server takes for a length here
    }
    throw new MalformedValue("Unknown length encoding %d in rdbLoadLen()".formatted(first >>> 6));
  }

  /// A number written as a length is, of which any will do. One of an unknown encoding is -1: the
  /// real server looks only at what it takes for a length whether it is one.
  long number() throws MalformedValue {
    int first = octet();
    boolean isUnknown =
        first >> 6 == 2 && first != RdbWriter.LENGTH_32 && first != RdbWriter.LENGTH_64;
    return isUnknown ? -1 : length(first);
  }

  /// So many numbers, read in a loop: one after another, each would be compiled anew.
  long[] numbers(int count) throws MalformedValue {
    var numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number();
    }
    return numbers;
  }

  /// How many things follow, each of at least a byte; never 0.
  int count() throws MalformedValue {
    long count = length();
    if (count == 0) {
      throw new MalformedValue.Empty();
    }
    if (count < 0 || count > remaining() || count > LONGEST_ARRAY) {
      throw new MalformedValue.CutShort();
    }
    return (int) count;
  }

  long bigEndian(int count) throws MalformedValue {
    require(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[at++] & 0xff;
    }
    return value;
  }

  long littleEndian(int count) throws MalformedValue {
    require(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) (bytes[at++] & 0xff) << 8 * i;
    }
    return value;
  }

  /// A copy of a string.
  byte[] string() throws MalformedValue {
    view();
    return Arrays.copyOfRange(text, textStart, textStart + textLength);
  }

  /// Reads a string without a copy of its own: [#text], [#textStart] and [#textLength] say where it
  /// is until something else is read.
  void view() throws MalformedValue {
    int first = octet();
    switch (first) {
      case RdbWriter.INTEGER_8 -> view((byte) littleEndian(1));
      case RdbWriter.INTEGER_16 -> view((short) littleEndian(2));
      case RdbWriter.INTEGER_32 -> view((int) littleEndian(4));
      case RdbWriter.COMPRESSED -> expand();
      default -> {
        if (first > RdbWriter.COMPRESSED) {
          throw new MalformedValue("Unknown RDB string encoding type " + (first & 0x3f));
        }
        long length = length(first);
        require(length);
        text = bytes;
        textStart = at;
        textLength = (int) length;
        at += textLength;
      }
    }
  }

  byte[] text() {
    return text;
  }

  int textStart() {
    return textStart;
  }

  int textLength() {
    return textLength;
  }

  private void view(int number) {
    text = expanded;
    textStart = 0;
    textLength = Decimal.write(number, expanded, 0);
  }

  private void expand() throws MalformedValue {
    long packed = length();
    long count = length();
    require(packed);
    if (count < 0 || count > LONGEST || count > packed * Lzf.LONGEST_REFERENCE) {
      throw new MalformedValue("a compressed string of a wrong length");
    }
    if (expanded.length < count || expanded.length > BUFFER && count <= BUFFER) {
      expanded = new byte[(int) Math.max(count, Math.min(2 * count, BUFFER))];
    }
    // Of none the real server does not look what they are compressed to.
    if (count > 0 && !Lzf.expand(bytes, at, at + (int) packed, expanded, (int) count)) {
      throw new MalformedValue("Invalid LZF compressed string");
    }
    at += (int) packed;
    text = expanded;
    textStart = 0;
    textLength = (int) count;
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
        byte[] digits = raw(first);
        yield DoubleText.beginning(digits, 0, digits.length);
      }
    };
  }
}
