package hitrate.grader.child;

import hitrate.grader.wire.Handle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/// Turns what came over the pipe into arguments for the learner's code, and owns the Redis clients
/// it makes.
final class Arguments implements AutoCloseable {
  private static final String GREETING = "%1\r\n$5\r\nproto\r\n:3\r\n";
  private static final String NULL = "_\r\n";

  private final Questions questions;
  private final Queue<RedisClient> clients = new ConcurrentLinkedQueue<>();

  Arguments(Questions questions) {
    this.questions = questions;
  }

  @Nullable Object[] of(List<@Nullable Object> values, ClassLoader learner)
      throws ClassNotFoundException {
    var arguments = new @Nullable Object[values.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          switch (values.get(i)) {
            case Handle.Callback callback -> questions.proxy(callback, learner);
            case Handle.Client client -> connect(client.uri());
            case null -> null;
            case Object value -> value;
          };
    }
    return arguments;
  }

  private RedisClient connect(String uri) {
    var client = RedisClient.create(URI.create(uri));
    clients.add(client);
    return client;
  }

  /// Closes the clients made so far.
  @Override
  public void close() {
    for (var client = clients.poll(); client != null; client = clients.poll()) {
      client.close();
    }
  }

  /// Loads the client's classes while the JVM waits for work: one call to a listener of our own
  /// that greets and has nothing.
  static void warmUp() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerOnce(listener));
      var uri = URI.create("redis://127.0.0.1:" + listener.getLocalPort());
      try (var client = RedisClient.create(uri)) {
        client.get("nothing");
      }
    }
  }

  /// Answers one connection: HELLO with the protocol's number, everything else with a null.
  private static void answerOnce(ServerSocket listener) {
    try (var socket = listener.accept()) {
      var in = socket.getInputStream();
      var buffer = new byte[4096];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        var requests = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        long commands = requests.chars().filter(c -> c == '*').count();
        var replies = requests.contains("HELLO") ? GREETING : NULL.repeat((int) commands);
        socket.getOutputStream().write(replies.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // Warming up is a courtesy: without it the first call only takes longer.
    }
  }
}
