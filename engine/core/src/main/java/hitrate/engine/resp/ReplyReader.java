package hitrate.engine.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads replies, one after the other, from a stream of bytes; it blocks until one is whole. The
/// client's side of the protocol: made for clarity, for tools and tests, and distrustful of the
/// server (no length it announces is believed before the bytes are there).
///
/// When the stream ends between two replies or inside one, reading throws [EOFException]; when the
/// bytes are no RESP, [ProtocolException]. After either the reader is of no more use.
public final class ReplyReader {

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int MAX_LINE_BYTES = 1024 * 1024;
  private static final int MAX_DEPTH = 256;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private @Nullable ByteArrayOutputStream recording;

  public ReplyReader(InputStream in) {
    this.in = in;
  }

  /// Reads the one reply that the bytes hold.
  public static Reply parse(byte[] raw) throws IOException {
    var reader = new ReplyReader(new ByteArrayInputStream(raw));
    Reply reply = reader.read();
    if (reader.fill()) {
      throw new ProtocolException("more bytes follow the reply");
    }
    return reply;
  }

  /// Reads the next reply.
  public Reply read() throws IOException {
    return read(0);
  }

  /// Reads the next reply and returns its bytes as they came.
  public byte[] readRaw() throws IOException {
    var bytes = new ByteArrayOutputStream();
    recording = bytes;
    try {
      read(0);
    } finally {
      recording = null;
    }
    return bytes.toByteArray();
  }

  private Reply read(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("a reply nested deeper than " + MAX_DEPTH + " levels");
    }
    int kind = next();
    String line = line();
    return switch (kind) {
      case '+' -> new Reply.Simple(line);
      case '-' -> new Reply.Error(line);
      case ':' -> new Reply.Int(integer(line));
      case '$' -> bulk(line);
      case '*' ->
          integer(line) == -1 ? new Reply.NullArray() : new Reply.Array(items(line, 1, depth));
      case '_' -> new Reply.Null();
      case '#' -> bool(line);
      case ',' -> new Reply.Double(floating(line), line);
      case '(' -> new Reply.BigNumber(line);
      case '=' -> verbatim(line);
      case '%' -> new Reply.MapReply(items(line, 2, depth));
      case '~' -> new Reply.SetReply(items(line, 1, depth));
      case '>' -> new Reply.Push(items(line, 1, depth));
      case '|' -> new Reply.Attributed(items(line, 2, depth), read(depth + 1));
      default ->
          throw new ProtocolException("a reply cannot begin with byte 0x%02x".formatted(kind));
    };
  }

  private List<Reply> items(String line, int perEntry, int depth) throws IOException {
    long count = integer(line) * perEntry;
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new ProtocolException("a reply with " + line + " items");
    }
    var items = new ArrayList<Reply>((int) Math.min(count, 1024));
    for (long i = 0; i < count; i++) {
      items.add(read(depth + 1));
    }
    return items;
  }

  private Reply bulk(String line) throws IOException {
    return integer(line) == -1 ? new Reply.Null() : new Reply.Bulk(block(line));
  }

  private Reply verbatim(String line) throws IOException {
    Bytes block = block(line);
    if (block.length() < 4 || block.at(3) != ':') {
      throw new ProtocolException("a verbatim string without a format");
    }
    return new Reply.Verbatim(block.slice(0, 3).toString(), block.slice(4, block.length()));
  }

  private static Reply bool(String line) throws ProtocolException {
    return switch (line) {
      case "t" -> new Reply.Bool(true);
      case "f" -> new Reply.Bool(false);
      default -> throw new ProtocolException("a boolean cannot be '" + line + "'");
    };
  }

  private static long integer(String line) throws ProtocolException {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw new ProtocolException("expected an integer, got '" + line + "'");
    }
  }

  private static double floating(String line) throws ProtocolException {
    return switch (line) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> {
        try {
          yield Double.parseDouble(line);
        } catch (NumberFormatException e) {
          throw new ProtocolException("expected a number, got '" + line + "'");
        }
      }
    };
  }

  /// Reads as many bytes as `line` says, and the line break after them.
  private Bytes block(String line) throws IOException {
    long length = integer(line);
    if (length < 0 || length > Integer.MAX_VALUE - 16) {
      throw new ProtocolException("a bulk string of " + line + " bytes");
    }
    var bytes = new ByteArrayOutputStream((int) Math.min(length, BUFFER_BYTES));
    while (bytes.size() < length) {
      if (position == limit && !fill()) {
        throw new EOFException("the server closed the connection inside a reply");
      }
      int chunk = (int) Math.min(length - bytes.size(), limit - position);
      bytes.write(buffer, position, chunk);
      record(buffer, position, chunk);
      position += chunk;
    }
    if (next() != '\r' || next() != '\n') {
      throw new ProtocolException("a bulk string without a line break at its end");
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  /// Reads up to and including the next CR LF, and returns what stands before it.
  private String line() throws IOException {
    var bytes = new ByteArrayOutputStream(32);
    for (int b = next(); b != '\r'; b = next()) {
      if (bytes.size() == MAX_LINE_BYTES) {
        throw new ProtocolException("a line longer than " + MAX_LINE_BYTES + " bytes");
      }
      bytes.write(b);
    }
    if (next() != '\n') {
      throw new ProtocolException("a carriage return without a line feed");
    }
    return bytes.toString(UTF_8);
  }

  private int next() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the server closed the connection");
    }
    record(buffer, position, 1);
    return buffer[position++] & 0xff;
  }

  private void record(byte[] source, int from, int count) {
    if (recording != null) {
      recording.write(source, from, count);
    }
  }

  /// Makes sure that the buffer holds unread bytes, waiting for them; false at the end of the
  /// stream.
  private boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    position = 0;
    limit = 0; // stays so when reading fails
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  /// The bytes received that belong to no reply read so far; they are taken out of the reader.
  public byte[] takeBuffered() {
    byte[] rest = Arrays.copyOfRange(buffer, position, limit);
    position = limit;
    return rest;
  }

  /// Reads everything up to the end of the stream, reply or not.
  public byte[] readToEnd() throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (fill()) {
      bytes.write(buffer, position, limit - position);
      position = limit;
    }
    return bytes.toByteArray();
  }
}
