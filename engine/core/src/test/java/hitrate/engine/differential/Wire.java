package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection of the harness: replies as the bytes they came as, and a look at what has arrived
/// without waiting for more.
final class Wire implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 60_000;

  /// So many bytes a socket takes without anybody reading at the other end.
  private static final int SURELY_BUFFERED = 16 * 1024;

  private final SocketChannel channel;
  private final ReplyReader reader;

  private Wire(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.reader = new ReplyReader(channel.socket().getInputStream());
  }

  static Wire open(String host, int port) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress(host, port));
    channel.socket().setTcpNoDelay(true);
    channel.socket().setSoTimeout(TIMEOUT_MILLIS);
    return new Wire(channel);
  }

  /// Sends bytes; false when the server has closed the connection.
  boolean send(byte[] bytes) {
    try {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Waits for the bytes of one reply; null when the server has closed the connection.
  byte @Nullable [] reply() throws IOException {
    try {
      return reader.readRaw();
    } catch (EOFException | SocketException e) {
      return null;
    }
  }

  /// What has arrived, and whether the server has closed the connection.
  record Arrived(Bytes bytes, boolean closed) {}

  /// Looks at what has arrived by now.
  Arrived arrived() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(reader.takeBuffered());
    var buffer = ByteBuffer.allocate(64 * 1024);
    channel.configureBlocking(false);
    try {
      while (true) {
        int count = channel.read(buffer.clear());
        if (count <= 0) {
          return new Arrived(Bytes.wrap(bytes.toByteArray()), count < 0);
        }
        bytes.write(buffer.array(), 0, count);
      }
    } catch (SocketException e) {
      return new Arrived(Bytes.wrap(bytes.toByteArray()), true);
    } finally {
      channel.configureBlocking(true);
    }
  }

  /// Sends all commands at once and waits for their replies. If they are many, a thread of its own
  /// sends them, so that neither side ever waits for the other with full buffers.
  List<byte[]> pipeline(List<List<Bytes>> commands) throws IOException {
    Thread sender = sendAside(commands);
    var replies = new ArrayList<byte[]>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      byte[] reply = reply();
      if (reply == null) {
        throw new IOException("closed the connection after " + i + " replies of a pipeline");
      }
      replies.add(reply);
    }
    await(sender);
    return replies;
  }

  /// Sends all commands at once, in a thread of its own if they are many. [#await] it in the end.
  @Nullable Thread sendAside(List<List<Bytes>> commands) {
    var bytes = new ByteArrayOutputStream();
    commands.forEach(command -> bytes.writeBytes(RespClient.encode(command)));
    byte[] request = bytes.toByteArray();
    if (request.length <= SURELY_BUFFERED) {
      send(request);
      return null;
    }
    return Thread.ofVirtual().start(() -> send(request));
  }

  static void await(@Nullable Thread sender) {
    if (sender != null) {
      try {
        sender.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Sends one command and waits for its reply.
  Reply call(String... words) throws IOException {
    return ReplyReader.parse(
        pipeline(List.of(List.of(words).stream().map(Bytes::of).toList())).getFirst());
  }

  void endInput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
