package hitrate.engine.resp;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.memory.Region;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Encodes replies in the protocol version of the client they go to. Commands write with the
/// richest type they mean, and the writer maps it to what RESP2 has: a map becomes a flat array, a
/// set an array, a double or a verbatim string a bulk string, true and false 1 and 0.
///
/// Owned by one thread and reused for all clients.
public final class ReplyWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long OK = five("+OK\r\n");
  private static final long NULL_BULK = five("$-1\r\n");
  private static final byte[] NULL_ARRAY = ascii("*-1\r\n");
  private static final byte[] NULL3 = ascii("_\r\n");

  private final byte[] digits = new byte[DoubleText.MAX_LENGTH];
  private byte[] buffer = new byte[64 * 1024];
  private int length;
  private int protocol = 2;
  private Places places = new Places() {};

  /// Places among what has been written, of something that belongs there.
  public interface Places {
    /// What was behind `mark` stands `by` bytes further back now.
    default void moved(int mark, int by) {}

    /// What was behind the first `length` bytes is there no more.
    default void truncated(int length) {}
  }

  /// Sets who is told when places change.
  public void tells(Places places) {
    this.places = places;
  }

  /// The protocol version of the replies that follow, 2 or 3.
  public void protocol(int version) {
    protocol = version;
  }

  public int protocol() {
    return protocol;
  }

  /// The encoded bytes; valid up to [#length()], until the next write.
  public byte[] buffer() {
    return buffer;
  }

  public int length() {
    return length;
  }

  /// Forgets everything written behind the first `newLength` bytes. An oversized buffer is let go
  /// when it is emptied.
  public void truncate(int newLength) {
    length = newLength;
    places.truncated(newLength);
    if (newLength == 0 && buffer.length > 4 << 20) {
      buffer = new byte[64 * 1024];
    }
  }

  /// `+OK`
  public void ok() {
    five(OK);
  }

  /// A short text without line breaks.
  public void simple(String text) {
    line('+', text);
  }

  /// An error: code, space, message. Line breaks become spaces.
  public void error(String codeAndMessage) {
    line('-', codeAndMessage.replace('\r', ' ').replace('\n', ' '));
  }

  public void integer(long value) {
    number(':', value);
  }

  public void bulk(byte[] bytes) {
    bulk(bytes, 0, bytes.length);
  }

  public void bulk(byte[] bytes, int offset, int count) {
    int to = bulkHead(count);
    System.arraycopy(bytes, offset, buffer, to, count);
    endAt(to + count);
  }

  public void bulk(Bytes bytes) {
    int to = bulkHead(bytes.length());
    bytes.copyInto(buffer, to);
    endAt(to + bytes.length());
  }

  /// A text as a bulk string in UTF-8.
  public void bulk(String text) {
    bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A bulk string straight from off-heap memory.
  public void bulk(Region region, long at, int count) {
    int to = bulkHead(count);
    region.read(at, buffer, to, count);
    endAt(to + count);
  }

  /// A number as a bulk string.
  public void bulkInteger(long value) {
    int to = bulkHead(Decimal.length(value));
    endAt(Decimal.write(value, buffer, to));
  }

  /// Writes the head of a bulk string of so many bytes and makes room for them and for the end of
  /// the line; answers where they go.
  private int bulkHead(int count) {
    reserve(count + 16);
    byte[] target = buffer;
    int to = length;
    target[to++] = '$';
    if (count < 10) {
      target[to++] = (byte) ('0' + count);
    } else if (count < 100) {
      target[to++] = (byte) ('0' + count / 10);
      target[to++] = (byte) ('0' + count % 10);
    } else {
      to = Decimal.write(count, target, to);
    }
    target[to] = '\r';
    target[to + 1] = '\n';
    return to + 2;
  }

  private void endAt(int to) {
    buffer[to] = '\r';
    buffer[to + 1] = '\n';
    length = to + 2;
  }

  /// "There is no such thing": null, in RESP2 a null bulk string.
  public void nil() {
    if (protocol == 3) {
      raw(NULL3);
    } else {
      five(NULL_BULK);
    }
  }

  /// Null where RESP2 has a null array.
  public void nilArray() {
    raw(protocol == 3 ? NULL3 : NULL_ARRAY);
  }

  /// The head of an array; `count` replies must follow.
  public void array(long count) {
    number('*', count);
  }

  /// Begins an array or a set whose size is not known yet. Answers a mark for [#closeArray] or
  /// [#closeSet].
  public int openArray() {
    return length;
  }

  /// Puts the head of an array of `count` replies before everything written since the mark.
  public void closeArray(int mark, int count) {
    close('*', mark, count);
  }

  /// The same for a set.
  public void closeSet(int mark, int count) {
    close(protocol == 3 ? '~' : '*', mark, count);
  }

  /// The same for a map of `count` pairs; in RESP2 each pair has to be an array of its own.
  public void closeMap(int mark, int count) {
    close(protocol == 3 ? '%' : '*', mark, count);
  }

  private void close(char type, int mark, int count) {
    int body = length - mark;
    number(type, count);
    int head = length - mark - body;
    byte[] moved = Arrays.copyOfRange(buffer, mark + body, length);
    System.arraycopy(buffer, mark, buffer, mark + head, body);
    System.arraycopy(moved, 0, buffer, mark, head);
    places.moved(mark, head);
  }

  /// The head of a map; `count` pairs must follow.
  public void map(int count) {
    if (protocol == 3) {
      number('%', count);
    } else {
      number('*', 2L * count);
    }
  }

  /// The head of a set; `count` replies must follow.
  public void set(int count) {
    number(protocol == 3 ? '~' : '*', count);
  }

  /// The head of a message the client did not ask for; `count` replies must follow.
  public void push(int count) {
    number(protocol == 3 ? '>' : '*', count);
  }

  /// A floating-point number in the decimal form given by the command.
  public void decimal(String text) {
    if (protocol == 3) {
      line(',', text);
    } else {
      bulk(text);
    }
  }

  /// A floating-point number with up to 17 digits: the score of a sorted set.
  public void real(double value) {
    int count = DoubleText.write(value, digits, 0);
    if (protocol == 2) {
      bulk(digits, 0, count);
      return;
    }
    reserve(count + 3);
    buffer[length++] = ',';
    System.arraycopy(digits, 0, buffer, length, count);
    length += count;
    endLine();
  }

  public void bool(boolean value) {
    if (protocol == 3) {
      line('#', value ? "t" : "f");
    } else {
      integer(value ? 1 : 0);
    }
  }

  /// An integer of any size, as its digits.
  public void bigNumber(String digits) {
    if (protocol == 3) {
      line('(', digits);
    } else {
      bulk(digits.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /// A text for people, with its format: `txt` or `mkd`.
  public void verbatim(String format, String text) {
    verbatim(format, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A text for people, with its format, of which three letters count.
  public void verbatim(String format, byte[] text) {
    if (protocol != 3) {
      bulk(text);
      return;
    }
    number('=', text.length + 4);
    raw(ascii((format + "   ").substring(0, 3) + ":"));
    raw(text);
    endLine();
  }

  /// Already encoded bytes.
  public void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  /// Already encoded bytes.
  public void raw(byte[] bytes, int offset, int count) {
    reserve(count);
    System.arraycopy(bytes, offset, buffer, length, count);
    length += count;
  }

  private static long five(String line) {
    return (long) LONGS.get(Arrays.copyOf(ascii(line), 8), 0);
  }

  /// Five bytes by one store, which writes three more that the next reply overwrites.
  private void five(long bytes) {
    reserve(8);
    LONGS.set(buffer, length, bytes);
    length += 5;
  }

  private void number(char type, long value) {
    reserve(Decimal.MAX_LENGTH + 3);
    buffer[length++] = (byte) type;
    if (value >= 0 && value < 10) {
      buffer[length++] = (byte) ('0' + value);
    } else {
      length = Decimal.write(value, buffer, length);
    }
    endAt(length);
  }

  private void line(char type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    reserve(bytes.length + 3);
    buffer[length++] = (byte) type;
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    endLine();
  }

  private void endLine() {
    reserve(2);
    buffer[length++] = '\r';
    buffer[length++] = '\n';
  }

  private void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(Math.max(needed, 2L * buffer.length), Integer.MAX_VALUE - 8));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
