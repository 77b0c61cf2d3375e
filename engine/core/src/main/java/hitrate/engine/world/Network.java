package hitrate.engine.world;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The sockets of one node, all served by the one thread that calls [#poll].
public interface Network extends AutoCloseable {
  /// Listens for connections, at an address of the Internet protocol, where port 0 picks a free
  /// one, or at a file (a Unix domain socket), which must not be there yet.
  Listener listen(SocketAddress address, int backlog, Acceptor acceptor) throws IOException;

  /// Begins to connect to another server; the caller hears how that has ended from a later [#poll].
  ///
  /// @param from the address to come from, empty for any
  /// @throws IOException when it cannot even be tried
  default Attempt connect(String host, int port, String from, Caller caller) throws IOException {
    throw new IOException("No way out of this network");
  }

  /// Waits until something happens or `timeoutMillis` have passed (0: does not wait), and calls the
  /// handlers of all ready channels. A handler may poll in turn, so as to serve others while it is
  /// at work itself.
  void poll(long timeoutMillis) throws IOException;

  /// Ends a waiting [#poll]; may be called from any thread.
  void wakeup();

  @Override
  void close();

  /// Takes new connections.
  interface Acceptor {
    /// Answers the handler of a new channel.
    Handler accepted(Channel channel);
  }

  /// Wants to be connected to another server.
  interface Caller {
    /// Answers the handler of the channel.
    Handler connected(Channel channel);

    /// It could not be done.
    void failed(IOException why);
  }

  /// A connection that is being made.
  interface Attempt {
    /// Gives it up: the caller hears nothing more. Harmless once it has been made.
    void close();
  }

  /// Is told what a channel is ready for.
  interface Handler {
    void readable();

    void writable();
  }

  /// An open listening socket.
  interface Listener {
    SocketAddress address();

    void close();
  }

  /// A connection that blocks.
  interface Line {
    /// Waits for bytes and reads up to `length` of them; -1 at the end of the stream.
    int read(byte[] into, int offset, int length) throws IOException;

    /// Writes all the bytes.
    void write(byte[] bytes) throws IOException;

    /// Closes the connection.
    void close();
  }

  /// One connection. Never blocks.
  interface Channel {
    /// Reads up to `length` bytes; 0 when nothing is there, -1 at the end of the stream.
    int read(byte[] into, int offset, int length) throws IOException;

    /// Writes up to `length` bytes and answers how many went out.
    int write(byte[] from, int offset, int length) throws IOException;

    /// Turns calls of [Handler#readable()] on or off; they start on.
    void wantReads(boolean on);

    /// Turns calls of [Handler#writable()] on or off; they start off.
    void wantWrites(boolean on);

    /// The other side; of a Unix domain socket it is most often a file without a name.
    SocketAddress remoteAddress();

    SocketAddress localAddress();

    /// Has the system ask the other side whether it is still there once it has been silent for so
    /// long, three times before it gives it up; 0 for never.
    void keepAlive(int seconds);

    /// Takes the connection out of the network's hands: a line that blocks, for somebody who has
    /// nothing else to do; null where that cannot be done. Reading ends when `givesUp` says so.
    default @Nullable Line detach(BooleanSupplier givesUp) {
      return null;
    }

    /// Closes the connection; harmless when repeated.
    void close();
  }
}
