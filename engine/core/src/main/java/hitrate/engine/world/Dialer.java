package hitrate.engine.world;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// Connects to other servers and talks to them as one does on the phone: whoever speaks waits for
/// the answer, but never longer than a given time.
public interface Dialer {
  /// Connects within that time.
  ///
  /// @throws UnknownHostException when there is no such host
  /// @throws SocketTimeoutException when nobody answers in time
  /// @throws ConnectException when nobody listens there
  Line dial(String host, int port, int timeoutMillis) throws IOException;

  /// A connection to another server.
  interface Line extends AutoCloseable {
    /// Writes all of the bytes.
    ///
    /// @throws SocketTimeoutException when the other side does not take them in time
    void write(byte[] bytes, int length, int timeoutMillis) throws IOException;

    /// Reads some bytes, at least one; -1 at the end.
    ///
    /// @throws SocketTimeoutException when none come in time
    int read(byte[] into, int timeoutMillis) throws IOException;

    @Override
    void close();
  }

  /// The machine's own network.
  static Dialer sockets() {
    return SocketLine::dial;
  }

  /// A real socket.
  final class SocketLine implements Line {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private SocketLine(SocketChannel channel, Selector selector) throws IOException {
      this.channel = channel;
      this.selector = selector;
      channel.configureBlocking(false);
      this.key = channel.register(selector, 0);
    }

    static Line dial(String host, int port, int timeoutMillis) throws IOException {
      var address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      var line = new SocketLine(SocketChannel.open(), Selector.open());
      try {
        if (!line.channel.connect(address)) {
          line.await(SelectionKey.OP_CONNECT, timeoutMillis);
          line.channel.finishConnect();
        }
        return line;
      } catch (IOException failure) {
        line.close();
        throw failure;
      }
    }

    private void await(int operation, int timeoutMillis) throws IOException {
      key.interestOps(operation);
      if (selector.select(ready -> {}, timeoutMillis) == 0) {
        throw new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
      }
    }

    @Override
    public void write(byte[] bytes, int length, int timeoutMillis) throws IOException {
      var buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) == 0) {
          await(SelectionKey.OP_WRITE, timeoutMillis);
        }
      }
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
      var buffer = ByteBuffer.wrap(into);
      int count = channel.read(buffer);
      while (count == 0) {
        await(SelectionKey.OP_READ, timeoutMillis);
        count = channel.read(buffer);
      }
      return count;
    }

    @Override
    public void close() {
      try {
        channel.close();
        selector.close();
      } catch (IOException ignored) {
        // nothing is left to be done with it
      }
    }
  }
}
