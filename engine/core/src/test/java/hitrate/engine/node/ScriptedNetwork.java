package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.Network;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A network without sockets: a test says what each client sends, and one [#poll] presents it all
/// to the node at once.
class ScriptedNetwork implements Network {
  private final List<Peer> peers = new ArrayList<>();
  private @Nullable Acceptor acceptor;

  /// A node on this network that does at once what others leave to threads of their own.
  NodeLoop node(Clock clock) {
    return new NodeLoop(
        new Configuration(Disk.system()),
        clock,
        Entropy.seeded(1),
        this,
        Disk.system(),
        lane -> Runnable::run,
        NodeLog.silent(clock));
  }

  /// A client that has just connected.
  Peer connect() {
    return connectFrom(InetAddress.getLoopbackAddress());
  }

  /// A client that has just connected from that machine.
  Peer connectFrom(InetAddress machine) {
    var peer = new Peer(new InetSocketAddress(machine, 40_000 + peers.size()));
    peers.add(peer);
    peer.handler = accepted(peer);
    return peer;
  }

  /// Hands a new connection to the node.
  Handler accepted(Channel channel) {
    Acceptor node = acceptor;
    if (node == null) {
      throw new IllegalStateException("nobody listens");
    }
    return node.accepted(channel);
  }

  @Override
  public Listener listen(SocketAddress address, int backlog, Acceptor newAcceptor) {
    acceptor = newAcceptor;
    return new Listener() {
      @Override
      public SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 6379);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void poll(long timeoutMillis) {
    for (Peer peer : peers) {
      Handler handler = peer.handler;
      if (handler != null && !peer.closed && peer.toRead() > 0) {
        handler.readable();
      }
    }
  }

  @Override
  public void wakeup() {}

  @Override
  public void close() {}

  /// The other end of a connection.
  static final class Peer implements Channel {
    private final InetSocketAddress address;
    private @Nullable Handler handler;
    private byte[] sent = new byte[0];
    private int taken;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    int writes;
    int keepAliveSeconds = -1;
    boolean closed;
    boolean takesNothing;

    Peer(InetSocketAddress address) {
      this.address = address;
    }

    /// Sends text, each line ended as the protocol wants it.
    Peer sends(String... lines) {
      return sendsRaw(String.join("\r\n", lines) + "\r\n");
    }

    /// Sends text as it is.
    Peer sendsRaw(String text) {
      var all = new ByteArrayOutputStream();
      all.write(sent, taken, toRead());
      all.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      sent = all.toByteArray();
      taken = 0;
      return this;
    }

    /// What has come from the node since the last call, its line ends shown as spaces.
    String received() {
      String text = received.toString(StandardCharsets.ISO_8859_1);
      received.reset();
      return text.replace("\r\n", " ").strip();
    }

    private int toRead() {
      return sent.length - taken;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, toRead());
      System.arraycopy(sent, taken, into, offset, count);
      taken += count;
      return count;
    }

    @Override
    public int write(byte[] from, int offset, int length) {
      if (takesNothing) {
        return 0;
      }
      received.write(from, offset, length);
      writes++;
      return length;
    }

    @Override
    public void wantReads(boolean on) {}

    @Override
    public void wantWrites(boolean on) {}

    @Override
    public void keepAlive(int seconds) {
      keepAliveSeconds = seconds;
    }

    @Override
    public SocketAddress remoteAddress() {
      return address;
    }

    @Override
    public SocketAddress localAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 6379);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
