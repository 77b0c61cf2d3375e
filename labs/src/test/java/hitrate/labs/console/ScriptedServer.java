package hitrate.labs.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A server that answers each command with the bytes a test gives it, for replies that no real
/// server can be made to send at will.
public final class ScriptedServer implements AutoCloseable {
  /// What the server does with a command.
  @FunctionalInterface
  public interface Script {
    /// The raw reply to `words`, empty for none, `null` to close the connection.
    @Nullable String answer(List<String> words);
  }

  private final ServerSocket listening;
  private final Script script;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /// Every command that came, in order.
  public final BlockingQueue<List<String>> received = new LinkedBlockingQueue<>();

  /// Starts a server on an ephemeral loopback port.
  public ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.listening = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /// Sends raw bytes to every open connection.
  public void push(String raw) throws IOException {
    for (var connection : connections) {
      write(connection.getOutputStream(), raw);
    }
  }

  /// How many connections were made so far.
  public int connectionCount() {
    return connections.size();
  }

  private void accept() {
    try {
      while (true) {
        var connection = listening.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var requests = new ReplyReader(connection.getInputStream());
      while (true) {
        var words = words(requests.read());
        received.add(words);
        var answer = script.answer(words);
        if (answer == null) {
          return;
        }
        write(connection.getOutputStream(), answer);
      }
    } catch (IOException gone) {
      // The client has closed the connection.
    }
  }

  private static List<String> words(Reply request) {
    return ((Reply.Array) request)
        .items().stream().map(item -> ((Reply.Bulk) item).value().toString()).toList();
  }

  private static void write(OutputStream out, String raw) throws IOException {
    out.write(raw.getBytes(UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var connection : connections) {
      connection.close();
    }
  }
}
