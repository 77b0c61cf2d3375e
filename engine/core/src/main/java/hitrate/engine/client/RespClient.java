package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// One connection to a Redis-compatible server, used by one thread at a time. It hides nothing: an
/// error of the server is a [Reply.Error], not an exception, and [#send] and [#receive] can be used
/// apart from each other for pipelining.
///
/// A connection that fails throws [UncheckedIOException] with a message of one line; after that,
/// and after a timeout, close the client: replies and commands may no longer match.
public final class RespClient implements AutoCloseable {

  /// How long a reply may take unless [#timeout] says otherwise.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final int DEFAULT_PORT = 6379;

  private final String name;
  private final Socket socket;
  private final ReplyReader replies;
  private Duration timeout = DEFAULT_TIMEOUT;

  private RespClient(String name, Socket socket) throws IOException {
    this.name = name;
    this.socket = socket;
    this.replies = new ReplyReader(socket.getInputStream());
  }

  /// Connects to a server.
  public static RespClient connect(String host, int port) throws IOException {
    String name = host + ":" + port;
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) DEFAULT_TIMEOUT.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) DEFAULT_TIMEOUT.toMillis());
      return new RespClient(name, socket);
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot connect to " + name + ": " + e.getMessage(), e);
    }
  }

  /// Connects to `redis://[user:password@]host[:port][/db]`, logs in and selects the database when
  /// the URI names them. An [IOException] when the server refuses one of the two.
  public static RespClient connect(URI uri) throws IOException {
    if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("expected redis://host:port, got " + uri);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    RespClient client = connect(uri.getHost().replaceAll("^\\[|]$", ""), port);
    try {
      client.logIn(uri);
      return client;
    } catch (IOException | UncheckedIOException e) {
      client.close();
      throw e;
    }
  }

  private void logIn(URI uri) throws IOException {
    if (uri.getRawUserInfo() != null) {
      String[] parts = uri.getRawUserInfo().split(":", 2);
      String user = URLDecoder.decode(parts[0], UTF_8);
      String password = parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8);
      expectOk(user.isEmpty() ? call("AUTH", password) : call("AUTH", user, password));
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (!path.isEmpty()) {
      expectOk(call("SELECT", path));
    }
  }

  private void expectOk(Reply reply) throws IOException {
    if (reply instanceof Reply.Error(String message)) {
      throw new IOException(name + " refused the connection: " + message);
    }
  }

  /// Waits at most this long for each reply from now on; zero means for ever.
  public void timeout(Duration timeout) {
    this.timeout = timeout;
    try {
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// Sends a command and waits for its reply.
  public Reply call(String... words) {
    return call(Arrays.stream(words).map(Bytes::of).toList());
  }

  /// Sends a command and waits for its reply.
  public Reply call(List<Bytes> words) {
    send(words);
    return receive();
  }

  /// Sends a command without waiting for its reply.
  public void send(List<Bytes> words) {
    sendRaw(encode(words));
  }

  /// Waits for the next reply, or the next push message where one comes first.
  public Reply receive() {
    return reading(replies::read);
  }

  /// Sends bytes as they are, RESP or not.
  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " closed the connection: " + e.getMessage(), e);
    }
  }

  /// Waits for the next reply and returns its bytes as they came.
  public byte[] receiveRaw() {
    return reading(replies::readRaw);
  }

  /// Waits until the server closes the connection and returns all bytes it sent before.
  public byte[] receiveToEnd() {
    return reading(replies::readToEnd);
  }

  /// Tells the server that nothing more will be sent; its replies can still be read.
  public void endInput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " closed the connection: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// The bytes of a command: an array of bulk strings.
  public static byte[] encode(List<Bytes> words) {
    var out = new ByteArrayOutputStream(16 + 32 * words.size());
    out.writeBytes(("*" + words.size() + "\r\n").getBytes(UTF_8));
    for (Bytes word : words) {
      out.writeBytes(("$" + word.length() + "\r\n").getBytes(UTF_8));
      out.writeBytes(word.toArray());
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  private interface Read<T> {
    T read() throws IOException;
  }

  private <T> T reading(Read<T> read) {
    try {
      return read.read();
    } catch (EOFException e) {
      throw new UncheckedIOException(name + " closed the connection", e);
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException(
          name + " did not answer within " + timeout.toMillis() + " ms", e);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }
}
