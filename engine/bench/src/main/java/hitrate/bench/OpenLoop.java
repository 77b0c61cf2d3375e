package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// Overwrites of random keys at a fixed rate, whether or not the server keeps up.
///
/// Each request has the moment at which it is due, and its answer time counts from that moment: a
/// server that stops for a while is charged for all requests that were due meanwhile, not only for
/// the one that it was asked (coordinated omission). One thread sends and receives; it never waits.
/// Every answer is checked, and in the end the values are read back.
final class OpenLoop implements AutoCloseable {
  private static final int SMALLEST = 16;
  private static final int LARGEST = 128;
  private static final int ROOM = 1 << 20;
  private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final int keys;
  private final Connection[] connections;
  private final Selector selector = Selector.open();
  private final SplittableRandom random = new SplittableRandom(42);
  private final byte[] sizes;
  private final byte[] letters;
  private final ByteBuffer received = ByteBuffer.allocateDirect(1 << 16);

  /// What one run saw.
  ///
  /// @param answers microseconds from due to answered
  /// @param behind the longest that the generator itself was late in sending, in microseconds
  /// @param rate requests answered per second
  record Seen(Histogram answers, long behind, double rate) {}

  OpenLoop(int port, int keys, int clients) throws IOException {
    this.port = port;
    this.keys = keys;
    this.sizes = new byte[keys];
    this.letters = new byte[keys];
    this.connections = new Connection[clients];
    for (int i = 0; i < clients; i++) {
      connections[i] = new Connection(port);
      connections[i].channel.register(selector, SelectionKey.OP_READ, connections[i]);
    }
  }

  /// Sends `rate` requests a second for so long, and waits for the last answers.
  Seen run(int rate, double seconds) throws IOException {
    long total = (long) (rate * seconds);
    double nanosApart = 1e9 / rate;
    var histogram = new Histogram(60_000_000_000L, 3);
    long begun = System.nanoTime();
    long sent = 0;
    long answered = 0;
    long behind = 0;
    while (answered < total) {
      long now = System.nanoTime() - begun;
      long due = Math.min(total, (long) (now / nanosApart) + 1);
      if (due > sent) {
        behind = Math.max(behind, now - (long) (sent * nanosApart));
      }
      for (; sent < due; sent++) {
        put(begun + (long) (sent * nanosApart));
      }
      for (Connection connection : connections) {
        connection.flush();
      }
      answered += receive(histogram);
      if (now > seconds * 1e9 + 60e9) {
        throw new IOException(total - answered + " requests were not answered for a minute");
      }
    }
    double took = (System.nanoTime() - begun) / 1e9;
    return new Seen(histogram, behind / 1000, total / took);
  }

  /// Puts a SET of a random key into the buffer of the connection that this key belongs to.
  private void put(long due) throws IOException {
    int key = random.nextInt(keys);
    int size = random.nextInt(SMALLEST, LARGEST + 1);
    byte letter = (byte) ('a' + random.nextInt(26));
    sizes[key] = (byte) size;
    letters[key] = letter;
    connections[key % connections.length].put(key, size, letter, due);
  }

  private int receive(Histogram histogram) throws IOException {
    int answered = 0;
    if (selector.selectNow() == 0) {
      return 0;
    }
    for (SelectionKey ready : selector.selectedKeys()) {
      var connection = (Connection) ready.attachment();
      received.clear();
      if (connection.channel.read(received) < 0) {
        throw new IOException("the server closed a connection");
      }
      received.flip();
      answered += connection.check(received, System.nanoTime(), histogram);
    }
    selector.selectedKeys().clear();
    return answered;
  }

  /// Reads back up to `most` of the keys that were written, and compares their values.
  void verify(int most) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      int checked = 0;
      for (int key = 0; key < keys && checked < most; key++) {
        if (sizes[key] == 0) {
          continue;
        }
        checked++;
        var expected = new byte[sizes[key] & 0xff];
        Arrays.fill(expected, letters[key]);
        Reply reply = client.call(List.of(Bytes.of("GET"), Bytes.of(Filler.key(key))));
        if (!reply.equals(new Reply.Bulk(Bytes.wrap(expected)))) {
          throw new IOException(Filler.key(key) + " holds " + reply);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Connection connection : connections) {
      connection.channel.close();
    }
  }

  /// One connection: what is to be sent, and when each request that waits for its answer was due.
  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(ROOM);
    private long[] due = new long[1024];
    private int oldest;
    private int waiting;
    private int matched;

    Connection(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
    }

    void put(int key, int size, byte letter, long at) throws IOException {
      while (out.remaining() < LARGEST + 64) {
        flush();
        Thread.onSpinWait();
      }
      ascii("*3\r\n$3\r\nSET\r\n$16\r\nkey:");
      for (long unit = 100_000_000_000L; unit > 0; unit /= 10) {
        out.put((byte) ('0' + key / unit % 10));
      }
      ascii("\r\n$");
      ascii(Integer.toString(size));
      ascii("\r\n");
      for (int i = 0; i < size; i++) {
        out.put(letter);
      }
      ascii("\r\n");
      if (waiting == due.length) {
        grow();
      }
      due[(oldest + waiting++) & (due.length - 1)] = at;
    }

    private void ascii(String text) {
      for (int i = 0; i < text.length(); i++) {
        out.put((byte) text.charAt(i));
      }
    }

    private void grow() {
      var larger = new long[due.length * 2];
      for (int i = 0; i < waiting; i++) {
        larger[i] = due[(oldest + i) & (due.length - 1)];
      }
      due = larger;
      oldest = 0;
    }

    void flush() throws IOException {
      if (out.position() > 0) {
        out.flip();
        channel.write(out);
        out.compact();
      }
    }

    /// Counts the answers in `bytes`; each has to be OK.
    int check(ByteBuffer bytes, long now, Histogram histogram) throws IOException {
      int answered = 0;
      while (bytes.hasRemaining()) {
        if (bytes.get() != OK[matched]) {
          throw new IOException("a SET was not answered with OK");
        }
        if (++matched == OK.length) {
          matched = 0;
          answered++;
          histogram.recordValue(Math.max(0, (now - due[oldest]) / 1000));
          oldest = (oldest + 1) & (due.length - 1);
          waiting--;
        }
      }
      return answered;
    }
  }
}
