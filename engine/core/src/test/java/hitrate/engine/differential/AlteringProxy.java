package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Stands between a client and a real server and gets some things wrong on purpose, to prove that
/// the harness notices.
final class AlteringProxy implements AutoCloseable {

  /// What the proxy changes.
  interface Alteration {

    /// The command to send instead.
    default List<Bytes> request(List<Bytes> command) {
      return command;
    }

    /// The reply to give instead; empty to close the connection.
    default Optional<byte[]> reply(List<Bytes> command, byte[] reply) {
      return Optional.of(reply);
    }
  }

  private final int serverPort;
  private final Alteration alteration;
  private final ServerSocket listener;
  private final Map<Socket, Wire> pairs = new ConcurrentHashMap<>();

  private AlteringProxy(int serverPort, Alteration alteration, ServerSocket listener) {
    this.serverPort = serverPort;
    this.alteration = alteration;
    this.listener = listener;
  }

  static AlteringProxy before(int serverPort, Alteration alteration) throws IOException {
    var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var proxy = new AlteringProxy(serverPort, alteration, listener);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = Wire.open("127.0.0.1", serverPort)) {
      client.setTcpNoDelay(true);
      pairs.put(client, server);
      var commands = new ReplyReader(client.getInputStream());
      while (true) {
        var words = ((Reply.Array) commands.read()).items().stream();
        List<Bytes> command = words.map(word -> ((Reply.Bulk) word).value()).toList();
        Optional<byte[]> reply = exchange(server, command);
        if (reply.isEmpty()) {
          return;
        }
        client.getOutputStream().write(reply.get());
      }
    } catch (IOException e) {
      // one of the two has gone
    } finally {
      pairs.remove(client);
    }
  }

  /// One command at a time, as in the server; then the connections that the server has closed are
  /// closed on this side, too, before anybody hears of the reply.
  private synchronized Optional<byte[]> exchange(Wire server, List<Bytes> command)
      throws IOException {
    server.send(RespClient.encode(alteration.request(command)));
    byte[] reply = server.reply();
    for (var pair : pairs.entrySet()) {
      if (isGone(pair.getValue())) {
        pair.getKey().close();
      }
    }
    return reply == null ? Optional.empty() : alteration.reply(command, reply);
  }

  private static boolean isGone(Wire server) throws IOException {
    try {
      return server.arrived().closed();
    } catch (ClosedChannelException e) {
      return true; // its client has left, and its own thread has just closed it
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
