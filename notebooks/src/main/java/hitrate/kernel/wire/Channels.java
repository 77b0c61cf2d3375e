package hitrate.kernel.wire;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/// The five sockets of a kernel and the one thread that owns them.
///
/// ZeroMQ sockets belong to one thread at a time. So here, as in a cache node, one thread does all
/// the reading and writing; other threads put messages into an outbox and ring a bell (a pipe that
/// the same poller watches). That thread never runs a learner's code, which is why the kernel
/// answers heartbeats and interrupts however busy a cell is.
///
/// A message that cannot be read is dropped with one line in the log; it never ends the loop.
public final class Channels implements AutoCloseable {

  /// The sockets that carry messages. The heartbeat carries bytes and is answered here.
  public enum Channel {
    /// Requests that are worked off one after the other.
    SHELL,
    /// Requests that must not wait behind a running cell.
    CONTROL,
    /// The kernel's questions to the person at the front end, and the answers.
    STDIN,
    /// Broadcasts to every front end: output, results, status.
    IOPUB
  }

  /// Told of every message that arrives, on the thread that owns the sockets: it must return soon.
  public interface Listener {
    void received(Channel channel, Message message);
  }

  private record Outgoing(Channel channel, Message message) {}

  private static final int LINGER_MILLIS = 1_000;

  private final ZContext context = new ZContext(1);
  private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
  private final ZMQ.Socket heartbeat;
  private final MessageCodec codec;
  private final Listener listener;
  private final Queue<Outgoing> outbox = new ConcurrentLinkedQueue<>();
  private final Pipe bell;
  private final PrintStream log;
  private final Thread thread;
  private volatile boolean closing;

  private Channels(ConnectionFile file, Listener listener, PrintStream log) throws IOException {
    this.log = log;
    this.codec = new MessageCodec(file.signatureScheme(), file.key());
    this.listener = listener;
    this.bell = Pipe.open();
    bell.source().configureBlocking(false);
    bell.sink().configureBlocking(false);
    context.setLinger(LINGER_MILLIS);
    try {
      bind(file, Channel.SHELL, SocketType.ROUTER, file.shellPort());
      bind(file, Channel.CONTROL, SocketType.ROUTER, file.controlPort());
      bind(file, Channel.STDIN, SocketType.ROUTER, file.stdinPort());
      bind(file, Channel.IOPUB, SocketType.PUB, file.iopubPort());
      heartbeat = bound(file, SocketType.REP, file.heartbeatPort());
    } catch (IOException e) {
      context.close();
      throw e;
    }
    this.thread = Thread.ofPlatform().name("kernel-channels").unstarted(this::loop);
  }

  /// Binds the sockets and begins to listen.
  ///
  /// @throws IOException when a port is taken
  public static Channels open(ConnectionFile file, Listener listener, PrintStream log)
      throws IOException {
    var channels = new Channels(file, listener, log);
    channels.thread.start();
    return channels;
  }

  /// Sends a message, in order with all others of the same thread. Any thread may call it.
  public void send(Channel channel, Message message) {
    outbox.add(new Outgoing(channel, message));
    ring();
  }

  /// Sends what is in the outbox, gives it a second to leave, and closes the sockets.
  @Override
  public void close() {
    closing = true;
    ring();
    try {
      thread.join(Duration.ofMillis(2 * LINGER_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ring() {
    try {
      bell.sink().write(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      // The loop has ended and closed the bell: nobody is left to be woken.
    }
  }

  private void bind(ConnectionFile file, Channel channel, SocketType type, int port)
      throws IOException {
    sockets.put(channel, bound(file, type, port));
  }

  private ZMQ.Socket bound(ConnectionFile file, SocketType type, int port) throws IOException {
    var socket = context.createSocket(type);
    try {
      // Routers drop replies to a front end that has gone; broadcasts wait for a slow one.
      socket.setSndHWM(0);
      socket.setRcvHWM(0);
      socket.bind(file.address(port));
      return socket;
    } catch (ZMQException e) {
      throw new IOException("cannot listen on " + file.address(port) + ": " + e.getMessage(), e);
    }
  }

  private void loop() {
    try (context;
        var poller = context.createPoller(5)) {
      var receivers = List.of(Channel.CONTROL, Channel.SHELL, Channel.STDIN);
      receivers.forEach(c -> poller.register(socket(c), ZMQ.Poller.POLLIN));
      poller.register(heartbeat, ZMQ.Poller.POLLIN);
      poller.register(bell.source(), ZMQ.Poller.POLLIN);
      var rung = ByteBuffer.allocate(256);
      while (!closing) {
        poller.poll();
        bell.source().read(rung.clear());
        receivers.forEach(this::receiveAll);
        echoHeartbeats();
        sendAll();
      }
      sendAll();
      bell.sink().close();
      bell.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receiveAll(Channel channel) {
    var socket = socket(channel);
    for (var frames = receive(socket); !frames.isEmpty(); frames = receive(socket)) {
      try {
        listener.received(channel, codec.decode(frames));
      } catch (BadMessageException e) {
        log.println("hitrate kernel: dropped what came on " + channel + ": " + e.getMessage());
      }
    }
  }

  /// The frames of the next message, none when there is no message waiting.
  private static List<byte[]> receive(ZMQ.Socket socket) {
    var frames = new ArrayList<byte[]>();
    byte[] frame = socket.recv(ZMQ.DONTWAIT);
    while (frame != null) {
      frames.add(frame);
      frame = socket.hasReceiveMore() ? socket.recv() : null;
    }
    return frames;
  }

  private void echoHeartbeats() {
    for (byte[] beat = heartbeat.recv(ZMQ.DONTWAIT); beat != null; ) {
      heartbeat.send(beat);
      beat = heartbeat.recv(ZMQ.DONTWAIT);
    }
  }

  private void sendAll() {
    for (var next = outbox.poll(); next != null; next = outbox.poll()) {
      var socket = socket(next.channel());
      var frames = codec.encode(next.message());
      for (int i = 0; i < frames.size(); i++) {
        socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
      }
    }
  }

  private ZMQ.Socket socket(Channel channel) {
    var socket = sockets.get(channel);
    if (socket == null) {
      throw new IllegalStateException("no socket for " + channel);
    }
    return socket;
  }
}
