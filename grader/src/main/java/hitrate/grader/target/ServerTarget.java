package hitrate.grader.target;

import hitrate.engine.resp.ReplyReader;
import hitrate.grader.target.TargetAddress.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;

/// One Redis-compatible server, over TCP or TLS. Requests and replies pass as they are, byte by
/// byte.
final class ServerTarget implements Target {
  static final int TIMEOUT_MILLIS = 5_000;

  private final TargetAddress address;
  private final SslOptions tls;
  private final RedisClient client;

  ServerTarget(TargetAddress address, SslOptions tls) {
    this.address = address;
    this.tls = tls;
    this.client =
        RedisClient.builder()
            .hostAndPort(new HostAndPort(address.host(), address.port()))
            .clientConfig(clientConfig(address, tls))
            .build();
  }

  /// A server whose certificate, if it has one, is checked against the JVM's trust store.
  static ServerTarget open(TargetAddress address) {
    return new ServerTarget(
        address, SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
  }

  private static JedisClientConfig clientConfig(TargetAddress address, SslOptions tls) {
    var config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis(TIMEOUT_MILLIS)
            .database(address.database());
    if (!address.user().isEmpty()) {
      config.user(address.user());
    }
    if (!address.password().isEmpty()) {
      config.password(address.password());
    }
    if (address.kind() == Kind.TLS_SERVER) {
      config.sslOptions(tls);
    }
    return config.build();
  }

  @Override
  public UnifiedJedis redis() {
    return client;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public Upstream connect() throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      var connection = new Connection(address.kind() == Kind.TLS_SERVER ? secure(socket) : socket);
      connection.logIn(address);
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket secure(Socket plain) throws IOException {
    var factory = context().getSocketFactory();
    var socket = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext context() throws IOException {
    try {
      return tls.createSslContext();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Connection implements Upstream {
    private final Socket socket;
    private final ReplyReader replies;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.replies = new ReplyReader(socket.getInputStream());
    }

    void logIn(TargetAddress address) throws IOException {
      if (!address.password().isEmpty()) {
        expectOk(
            address.user().isEmpty()
                ? List.of("AUTH", address.password())
                : List.of("AUTH", address.user(), address.password()));
      }
      if (address.database() > 0) {
        expectOk(List.of("SELECT", Integer.toString(address.database())));
      }
    }

    private void expectOk(List<String> words) throws IOException {
      var request = new ByteArrayOutputStream();
      request.writeBytes(ascii("*" + words.size() + "\r\n"));
      for (var word : words) {
        var bytes = word.getBytes(StandardCharsets.UTF_8);
        request.writeBytes(ascii("$" + bytes.length + "\r\n"));
        request.writeBytes(bytes);
        request.writeBytes(ascii("\r\n"));
      }
      var reply = execute(request.toByteArray(), List.of());
      if (reply[0] == '-') {
        throw new IOException(new String(reply, 1, reply.length - 1, StandardCharsets.UTF_8));
      }
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] execute(byte[] request, List<byte[]> words) throws IOException {
      socket.getOutputStream().write(request);
      var reply = replies.readRaw();
      if (reply[0] != '>') {
        return reply;
      }
      // Push messages come before the reply and go along with it.
      var all = new ByteArrayOutputStream();
      while (reply[0] == '>') {
        all.writeBytes(reply);
        reply = replies.readRaw();
      }
      all.writeBytes(reply);
      return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
