package hitrate.engine.security.tls;

import hitrate.engine.world.Network;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A connection's socket with TLS around it: a channel to whoever handles the connection, and the
/// handler of the socket below.
///
/// Nothing here waits. Until the handshake is over nobody else hears of the connection; its
/// computations, a millisecond or so each, run on another thread, and the socket is not read
/// meanwhile. A socket that does not take an encrypted record whole is offered the rest later;
/// until then the plain text of that record counts as not written, so that the caller presents it
/// again (it is then skipped), and a caller that closes once all is written has lost nothing.
///
/// Plain connections do not come through here and pay for none of it.
public final class TlsChannel implements Network.Channel, Network.Handler {
  private static final byte[] NOTHING = new byte[0];
  private static final int RECORD_BYTES = 16 * 1024;

  /// How often the socket is read when it is ready: about what a plain connection takes at once.
  private static final int READS_PER_EVENT = 4;

  /// The node, as far as TLS needs it.
  public interface Host {
    /// Runs `work` on another thread and `then`, when it is done, on the node's.
    void compute(Runnable work, Runnable then);

    /// Runs `task` on the node's thread in one of its next turns.
    void later(Runnable task);

    /// The handshake is over: answers who handles the connection.
    Network.Handler established(TlsChannel channel);

    /// The connection came to nothing.
    void failed(TlsChannel channel, String why);
  }

  private final Network.Channel socket;
  private final SSLEngine engine;
  private final Host host;
  private final boolean keepsSession;
  private Network.@Nullable Handler handler; // null until the handshake is over
  private byte[] in = NOTHING; // encrypted, as it came
  private int inEnd;
  private byte[] plain = NOTHING; // what nobody has taken yet
  private int plainAt;
  private int plainEnd;
  private byte[] out = NOTHING; // encrypted, for the socket
  private int outAt;
  private int outEnd;
  private int heldBack; // bytes of plain text that are in `out` and count as not written
  private int readsLeft;
  private long delivered; // bytes of plain text, of all time
  private long deliveredBefore; // this event
  private boolean computing;
  private boolean inputEnded;
  private boolean closed;

  private TlsChannel(Network.Channel socket, SSLEngine engine, boolean keepsSession, Host host)
      throws SSLException {
    this.socket = socket;
    this.host = host;
    this.keepsSession = keepsSession;
    this.engine = engine;
    engine.beginHandshake();
  }

  /// A connection that somebody has made to the node, and who has the first word.
  public static TlsChannel accepted(Network.Channel socket, TlsContext context, Host host)
      throws SSLException {
    String from =
        socket.remoteAddress() instanceof InetSocketAddress peer
            ? peer.getAddress().getHostAddress()
            : null;
    return new TlsChannel(socket, context.engine(from), context.keepsSessions(), host);
  }

  /// A connection that the node has made to another one.
  public static TlsChannel made(Network.Channel socket, TlsContext context, Host host)
      throws SSLException {
    var channel = new TlsChannel(socket, context.callingEngine(), true, host);
    host.later(channel::readable); // begins
    return channel;
  }

  @Override
  public void readable() {
    if (closed || computing) {
      return;
    }
    readsLeft = READS_PER_EVENT;
    deliveredBefore = delivered;
    try {
      Network.Handler receiver = handler == null ? shakeHands() : handler;
      if (receiver != null) {
        deliver(receiver);
      }
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
  }

  /// Has the handler read as long as there is something here that no event would tell of.
  private void deliver(Network.Handler receiver) {
    long before;
    do {
      before = delivered;
      receiver.readable();
    } while (!closed && delivered > before && (plainEnd > plainAt || inEnd > 0));
  }

  @Override
  public void writable() {
    if (closed) {
      return;
    }
    if (handler != null) {
      handler.writable();
      return;
    }
    try {
      if (flush()) {
        socket.wantWrites(false);
        readable();
      }
    } catch (IOException failure) {
      fail(failure);
    }
  }

  /// Goes on with the handshake as far as possible; answers the handler once it is over.
  private Network.@Nullable Handler shakeHands() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          compute();
          return null;
        }
        case NEED_WRAP -> {
          wrapHandshake();
          if (!flush()) {
            socket.wantWrites(true);
            return null;
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrapHandshake()) {
            return null;
          }
        }
        default -> {
          return established();
        }
      }
    }
  }

  private Network.Handler established() {
    if (!keepsSession) {
      engine.getSession().invalidate();
    }
    Network.Handler connection = host.established(this);
    handler = connection;
    return connection;
  }

  private void compute() {
    List<Runnable> tasks = new ArrayList<>();
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      tasks.add(task);
    }
    computing = true;
    socket.wantReads(false);
    host.compute(() -> tasks.forEach(Runnable::run), this::computed);
  }

  private void computed() {
    computing = false;
    if (!closed) {
      socket.wantReads(true);
      readable();
    }
  }

  private boolean unwrapHandshake() throws IOException {
    if (inEnd == 0 && !receive()) {
      return false;
    }
    SSLEngineResult result = unwrap(roomForPlain());
    plainEnd += result.bytesProduced();
    return switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> receive();
      case CLOSED -> throw new EOFException("the other side closed it in the handshake");
      default -> true;
    };
  }

  /// Reads from the socket; false when there is nothing now.
  private boolean receive() throws IOException {
    if (in.length == 0) {
      in = new byte[engine.getSession().getPacketBufferSize()];
    }
    if (readsLeft == 0 && handler != null) {
      return false;
    }
    readsLeft--;
    int count = socket.read(in, inEnd, in.length - inEnd);
    if (count < 0) {
      throw new EOFException("the other side closed it");
    }
    inEnd += count;
    return count > 0;
  }

  private ByteBuffer roomForPlain() {
    if (plainAt == plainEnd) {
      plainAt = 0;
      plainEnd = 0;
    }
    if (plain.length == 0) {
      plain = new byte[engine.getSession().getApplicationBufferSize()];
    }
    return ByteBuffer.wrap(plain, plainEnd, plain.length - plainEnd);
  }

  private SSLEngineResult unwrap(ByteBuffer into) throws SSLException {
    SSLEngineResult result = engine.unwrap(ByteBuffer.wrap(in, 0, inEnd), into);
    int used = result.bytesConsumed();
    if (used > 0) {
      System.arraycopy(in, used, in, 0, inEnd - used);
      inEnd -= used;
      if (inEnd == 0 && handler != null) {
        in = NOTHING; // an idle connection keeps no buffer
      }
    }
    return result;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (plainEnd > plainAt) {
      int count = Math.min(length, plainEnd - plainAt);
      System.arraycopy(plain, plainAt, into, offset, count);
      plainAt += count;
      if (plainAt == plainEnd) {
        plain = NOTHING;
        plainAt = 0;
        plainEnd = 0;
      }
      delivered += count;
      return count;
    }
    if (inputEnded) {
      return -1;
    }
    try {
      return decrypt(into, offset, length);
    } catch (EOFException end) {
      return end();
    } catch (SSLException broken) {
      sendRest();
      throw broken;
    }
  }

  private int decrypt(byte[] into, int offset, int length) throws IOException {
    while (inEnd > 0 || receive()) {
      SSLEngineResult result = unwrap(ByteBuffer.wrap(into, offset, length));
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        result = unwrap(roomForPlain());
        plainEnd += result.bytesProduced();
        if (plainEnd > plainAt) {
          return read(into, offset, length);
        }
      }
      if (result.getStatus() == Status.CLOSED) {
        return end();
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW && !receive()) {
        return 0;
      }
      afterHandshake(result.getHandshakeStatus());
      if (result.bytesProduced() > 0) {
        delivered += result.bytesProduced();
        return result.bytesProduced();
      }
    }
    return 0;
  }

  /// The end of the input. What came before it in the same event is still to be answered, so that
  /// the end is told with the next one.
  private int end() {
    inputEnded = true;
    if (delivered == deliveredBefore) {
      return -1;
    }
    host.later(this::readable);
    return 0;
  }

  /// New keys for a connection of TLS 1.3 are made at once. A new handshake is refused: it costs
  /// the node much and the client little, and TLS 1.3 has none.
  private void afterHandshake(HandshakeStatus first) throws IOException {
    HandshakeStatus status = first;
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
        throw new SSLException("renegotiation is refused");
      }
      if (status == HandshakeStatus.NEED_TASK) {
        Runnable task = engine.getDelegatedTask();
        if (task != null) {
          task.run();
        }
      } else {
        wrapHandshake();
        flush();
      }
      status = engine.getHandshakeStatus();
    }
  }

  @Override
  public int write(byte[] from, int offset, int length) throws IOException {
    int done = 0;
    if (outEnd > outAt) {
      if (!flush()) {
        return 0;
      }
      done = heldBack;
      heldBack = 0;
    }
    while (done < length) {
      int chunk = Math.min(length - done, RECORD_BYTES);
      SSLEngineResult result = wrap(ByteBuffer.wrap(from, offset + done, chunk));
      if (result.getStatus() == Status.CLOSED) {
        throw new EOFException("the other side closed it");
      }
      if (!flush()) {
        heldBack = result.bytesConsumed();
        return done;
      }
      done += result.bytesConsumed();
    }
    return done;
  }

  private void wrapHandshake() throws SSLException {
    wrap(ByteBuffer.wrap(NOTHING));
  }

  private SSLEngineResult wrap(ByteBuffer text) throws SSLException {
    int room = engine.getSession().getPacketBufferSize();
    if (out.length - outEnd < room) {
      byte[] larger = new byte[outEnd - outAt + room];
      System.arraycopy(out, outAt, larger, 0, outEnd - outAt);
      out = larger;
      outEnd -= outAt;
      outAt = 0;
    }
    SSLEngineResult result = engine.wrap(text, ByteBuffer.wrap(out, outEnd, out.length - outEnd));
    outEnd += result.bytesProduced();
    return result;
  }

  /// Offers the socket what is encrypted; true when it has taken all.
  private boolean flush() throws IOException {
    if (outEnd > outAt) {
      outAt += socket.write(out, outAt, outEnd - outAt);
    }
    boolean isAll = outAt == outEnd;
    if (isAll) {
      out = NOTHING;
      outAt = 0;
      outEnd = 0;
    }
    return isAll;
  }

  private void fail(Exception failure) {
    if (!closed) {
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      host.failed(this, String.valueOf(cause.getMessage()));
      close();
    }
  }

  /// Sends what the engine has to say at the end: why it fails, or that nothing more comes.
  private void sendRest() {
    try {
      for (int i = 0; i < 3 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
        wrapHandshake();
      }
      flush();
    } catch (IOException gone) {
      // it will not miss it
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      engine.closeOutbound();
      sendRest();
      socket.close();
    }
  }

  @Override
  public void wantWrites(boolean on) {
    socket.wantWrites(on);
  }

  @Override
  public void wantReads(boolean on) {
    socket.wantReads(on);
  }

  @Override
  public void keepAlive(int seconds) {
    socket.keepAlive(seconds);
  }

  @Override
  public SocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return socket.localAddress();
  }
}
