package hitrate.engine.testing;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.Function;

/// A server that answers each command with the bytes a test's function returns for it.
public final class FakeServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Function<List<Bytes>, byte[]> answer;

  private FakeServer(ServerSocket listener, Function<List<Bytes>, byte[]> answer) {
    this.listener = listener;
    this.answer = answer;
  }

  /// Starts on an ephemeral loopback port.
  public static FakeServer answering(Function<List<Bytes>, byte[]> answer) throws IOException {
    var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var server = new FakeServer(listener, answer);
    Thread.ofVirtual().start(server::accept);
    return server;
  }

  public int port() {
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

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var commands = new ReplyReader(socket.getInputStream());
      while (true) {
        var words = ((Reply.Array) commands.read()).items().stream();
        var command = words.map(word -> ((Reply.Bulk) word).value()).toList();
        socket.getOutputStream().write(answer.apply(command));
      }
    } catch (IOException e) {
      // the client has gone
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
