package hitrate.grader.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends and receives [Message]s as frames: a length of four bytes, a kind byte, the fields.
///
/// Sending may come from any thread; receiving from one.
public final class Channel implements AutoCloseable {
  /// The largest frame in bytes: 1 MB. A longer one is refused before it is read.
  public static final int MAX_FRAME = 1 << 20;

  /// The exit code of a learner's JVM that can no longer reach the grader.
  public static final int LOST_EXIT_CODE = 71;

  private final DataInputStream in;
  private final OutputStream out;

  /// A channel over these streams, which it owns from now on.
  public Channel(InputStream in, OutputStream out) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.out = out;
  }

  /// Sends one message and flushes it. An [UnsupportedValue] or [FrameTooLong] has sent nothing.
  public void send(Message message) throws IOException {
    var body = new ByteArrayOutputStream(128);
    writeBody(new DataOutputStream(body), message);
    if (body.size() > MAX_FRAME) {
      throw new FrameTooLong(body.size());
    }
    var frame = new ByteArrayOutputStream(body.size() + 4);
    new DataOutputStream(frame).writeInt(body.size());
    body.writeTo(frame);
    synchronized (this) {
      out.write(frame.toByteArray());
      out.flush();
    }
  }

  /// The next message, or null when the other side has closed the pipe between two frames.
  ///
  /// @throws IOException for a frame that is cut short, too long or not a message
  public @Nullable Message receive() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int length = (first << 24) | (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    if (length < 1 || length > MAX_FRAME) {
      throw new FrameTooLong(length);
    }
    var body = new byte[length];
    in.readFully(body);
    var fields = new DataInputStream(new ByteArrayInputStream(body));
    try {
      var message = readBody(fields);
      if (fields.available() > 0) {
        throw new IOException(fields.available() + " bytes too many in a frame");
      }
      return message;
    } catch (EOFException e) {
      throw new IOException("a frame ends within a field", e);
    }
  }

  @Override
  public void close() throws IOException {
    try (in) {
      out.close();
    }
  }

  private static void writeBody(DataOutputStream to, Message message) throws IOException {
    switch (message) {
      case Message.Load load -> fields(to, 'L', load.classes());
      case Message.Create create ->
          fields(
              to,
              'N',
              create.call(),
              create.object(),
              create.type(),
              create.parameterTypes(),
              create.arguments());
      case Message.Call call ->
          fields(
              to,
              'C',
              call.call(),
              call.object(),
              call.method(),
              call.parameterTypes(),
              call.arguments());
      case Message.Answer answer -> fields(to, 'A', answer.question(), answer.value());
      case Message.AnswerFailed failed -> fields(to, 'F', failed.question(), failed.text());
      case Message.Where where -> fields(to, 'W', where.call());
      case Message.Mark mark -> fields(to, 'M', mark.text());
      case Message.Ready ready -> fields(to, 'Y', ready.strays());
      case Message.Returned returned -> fields(to, 'R', returned.call(), returned.value());
      case Message.Threw threw ->
          fields(to, 'T', threw.call(), threw.type(), threw.text(), threw.frames());
      case Message.Unusable unusable ->
          fields(to, 'U', unusable.call(), unusable.fault().name(), unusable.detail());
      case Message.Ask ask ->
          fields(to, 'Q', ask.question(), ask.callback(), ask.method(), ask.arguments());
      case Message.At at -> fields(to, 'P', at.call(), at.state(), at.frames());
    }
  }

  private static void fields(DataOutputStream to, char kind, @Nullable Object... values)
      throws IOException {
    to.writeByte(kind);
    for (var value : values) {
      Values.write(to, value);
    }
  }

  private static Message readBody(DataInputStream from) throws IOException {
    int kind = from.readUnsignedByte();
    return switch (kind) {
      case 'L' -> new Message.Load(text(from));
      case 'N' ->
          new Message.Create(number(from), number(from), text(from), texts(from), list(from));
      case 'C' -> new Message.Call(number(from), number(from), text(from), texts(from), list(from));
      case 'A' -> new Message.Answer(number(from), Values.read(from));
      case 'F' -> new Message.AnswerFailed(number(from), text(from));
      case 'W' -> new Message.Where(number(from));
      case 'M' -> new Message.Mark(text(from));
      case 'Y' -> new Message.Ready(texts(from));
      case 'R' -> new Message.Returned(number(from), Values.read(from));
      case 'T' -> new Message.Threw(number(from), text(from), text(from), texts(from));
      case 'U' -> new Message.Unusable(number(from), fault(from), text(from));
      case 'Q' -> new Message.Ask(number(from), number(from), text(from), list(from));
      case 'P' -> new Message.At(number(from), text(from), texts(from));
      default -> throw new IOException("unknown message kind " + kind);
    };
  }

  private static int number(DataInputStream from) throws IOException {
    return field(from, Integer.class);
  }

  private static String text(DataInputStream from) throws IOException {
    return field(from, String.class);
  }

  private static Message.Fault fault(DataInputStream from) throws IOException {
    var name = text(from);
    for (var fault : Message.Fault.values()) {
      if (fault.name().equals(name)) {
        return fault;
      }
    }
    throw new IOException("unknown fault");
  }

  private static List<@Nullable Object> list(DataInputStream from) throws IOException {
    return new ArrayList<@Nullable Object>(field(from, List.class));
  }

  private static List<String> texts(DataInputStream from) throws IOException {
    var texts = new ArrayList<String>();
    for (var item : list(from)) {
      if (!(item instanceof String text)) {
        throw new IOException("not a text");
      }
      texts.add(text);
    }
    return texts;
  }

  private static <T> T field(DataInputStream from, Class<T> type) throws IOException {
    var value = Values.read(from);
    if (!type.isInstance(value)) {
      throw new IOException("a field is not a " + type.getSimpleName());
    }
    return type.cast(value);
  }
}
