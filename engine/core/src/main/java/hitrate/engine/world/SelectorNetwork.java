package hitrate.engine.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// The real network: one `java.nio` selector.
///
/// All channels share one direct buffer for reading and one for writing. Bytes pass through them to
/// plain arrays, where the protocol is parsed and built: the copy costs about 1 ns for 64 bytes,
/// and a heap buffer handed to the channel would make the same copy inside the JDK.
public final class SelectorNetwork implements Network {
  private static final int TRANSFER_BYTES = 256 * 1024;

  private final Selector selector;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(TRANSFER_BYTES);
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(TRANSFER_BYTES);
  private final Consumer<SelectionKey> collect = this::collect;
  private @Nullable SelectionKey[] ready =
      new SelectionKey[64]; // of this poll, above those of an outer one
  private int readyCount;

  public SelectorNetwork() throws IOException {
    selector = Selector.open();
  }

  @Override
  public Listener listen(SocketAddress address, int backlog, Acceptor acceptor) throws IOException {
    boolean isFile = address instanceof UnixDomainSocketAddress;
    ServerSocketChannel server =
        isFile ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (!isFile) {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      server.bind(address, backlog);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT, new RealListener(server, acceptor));
    } catch (IOException | RuntimeException failure) {
      server.close();
      throw failure;
    }
    SocketAddress bound = server.getLocalAddress();
    return new Listener() {
      @Override
      public SocketAddress address() {
        return bound;
      }

      @Override
      public void close() {
        closeQuietly(server);
        freePort();
      }
    };
  }

  @Override
  public Attempt connect(String host, int port, String from, Caller caller) throws IOException {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("Name or service not known");
    }
    SocketChannel socket = SocketChannel.open();
    try {
      socket.configureBlocking(false);
      if (!from.isEmpty()) {
        socket.bind(new InetSocketAddress(from, 0));
      }
      boolean isDone = socket.connect(address);
      int wanted = isDone ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      var attempt = new RealAttempt(socket, caller);
      socket.register(selector, wanted, attempt);
      return attempt;
    } catch (IOException | RuntimeException failure) {
      closeQuietly(socket);
      throw failure;
    }
  }

  @Override
  public void poll(long timeoutMillis) throws IOException {
    int first = readyCount;
    if (timeoutMillis <= 0) {
      selector.selectNow(collect);
    } else {
      selector.select(collect, timeoutMillis);
    }
    int end = readyCount;
    try {
      for (int i = first; i < end; i++) {
        SelectionKey key = ready[i];
        if (key != null) {
          ready(key);
        }
      }
    } finally {
      Arrays.fill(ready, first, end, null);
      readyCount = first;
    }
  }

  /// Only a selection really closes a channel that is registered: until then its port is taken.
  /// What is ready meanwhile is told again by the next poll.
  private void freePort() {
    try {
      selector.selectNow(key -> {});
    } catch (IOException | ClosedSelectorException ended) {
      // then all ports are free
    }
  }

  private void collect(SelectionKey key) {
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, readyCount * 2);
    }
    ready[readyCount++] = key;
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() {
    for (SelectionKey key : selector.keys()) {
      closeQuietly(key.channel());
    }
    closeQuietly(selector);
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof RealChannel channel) {
      try {
        int ops = key.readyOps();
        if ((ops & SelectionKey.OP_WRITE) != 0) {
          channel.handler().writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0 && key.isValid()) {
          channel.handler().readable();
        }
      } catch (CancelledKeyException closed) {
        // the handler of an earlier event closed this channel
      }
    } else if (key.attachment() instanceof RealListener listener) {
      listener.acceptAll();
    } else if (key.attachment() instanceof RealAttempt attempt) {
      attempt.end(key);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception ignored) {
      // nothing is left to be done with it
    }
  }

  private final class RealAttempt implements Attempt {
    private final SocketChannel socket;
    private final Caller caller;
    private boolean isOver;

    RealAttempt(SocketChannel socket, Caller caller) {
      this.socket = socket;
      this.caller = caller;
    }

    void end(SelectionKey key) {
      if (isOver) {
        return;
      }
      isOver = true;
      RealChannel channel;
      try {
        socket.finishConnect();
        channel = new RealChannel(socket, key);
      } catch (IOException failure) {
        closeQuietly(socket);
        caller.failed(failure);
        return;
      }
      key.attach(channel);
      key.interestOps(SelectionKey.OP_READ);
      channel.handler = caller.connected(channel);
    }

    @Override
    public void close() {
      if (!isOver) {
        isOver = true;
        closeQuietly(socket);
      }
    }
  }

  private final class RealListener {
    /// As many connections are taken in one turn as the real server takes.
    private static final int ACCEPTS_PER_TURN = 1000;

    private final ServerSocketChannel server;
    private final Acceptor acceptor;

    RealListener(ServerSocketChannel server, Acceptor acceptor) {
      this.server = server;
      this.acceptor = acceptor;
    }

    void acceptAll() {
      for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
        SocketChannel socket = null;
        try {
          socket = server.accept();
          if (socket == null) {
            return;
          }
          socket.configureBlocking(false);
          var key = socket.register(selector, SelectionKey.OP_READ);
          var channel = new RealChannel(socket, key);
          key.attach(channel);
          channel.handler = acceptor.accepted(channel);
        } catch (IOException refused) {
          if (socket != null) {
            closeQuietly(socket);
          }
          return; // out of descriptors, or the peer has gone: the next turn tries again
        }
      }
    }
  }

  private final class RealChannel implements Channel {
    private final SocketChannel socket;
    private final SelectionKey key;
    private final SocketAddress remote;
    private final SocketAddress local;
    private Handler handler =
        new Handler() {
          @Override
          public void readable() {}

          @Override
          public void writable() {}
        };

    RealChannel(SocketChannel socket, SelectionKey key) throws IOException {
      this.socket = socket;
      this.key = key;
      this.remote = socket.getRemoteAddress();
      this.local = socket.getLocalAddress();
      if (remote instanceof InetSocketAddress) {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
    }

    @Override
    public void keepAlive(int seconds) {
      if (!(remote instanceof InetSocketAddress)) {
        return;
      }
      try {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, seconds > 0);
        if (seconds > 0 && socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
          socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
          socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(seconds / 3, 1));
          socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
      } catch (IOException gone) {
        // the next read tells
      }
    }

    Handler handler() {
      return handler;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      incoming.clear().limit(Math.min(length, TRANSFER_BYTES));
      int count = socket.read(incoming);
      if (count > 0) {
        incoming.get(0, into, offset, count);
      }
      return count;
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int chunk = Math.min(length - done, TRANSFER_BYTES);
        outgoing.clear();
        outgoing.put(0, from, offset + done, chunk).limit(chunk);
        int count = socket.write(outgoing);
        done += count;
        if (count < chunk) {
          break;
        }
      }
      return done;
    }

    @Override
    public void wantWrites(boolean on) {
      interest(SelectionKey.OP_WRITE, on);
    }

    @Override
    public void wantReads(boolean on) {
      interest(SelectionKey.OP_READ, on);
    }

    private void interest(int operation, boolean on) {
      if (key.isValid()) {
        key.interestOps(on ? key.interestOps() | operation : key.interestOps() & ~operation);
      }
    }

    @Override
    public SocketAddress remoteAddress() {
      return remote;
    }

    @Override
    public SocketAddress localAddress() {
      return local;
    }

    @Override
    public Line detach(BooleanSupplier givesUp) {
      key.cancel();
      return new BlockingLine(socket, givesUp);
    }

    @Override
    public void close() {
      closeQuietly(socket);
    }
  }
}
