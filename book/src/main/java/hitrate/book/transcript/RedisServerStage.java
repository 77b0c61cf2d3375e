package hitrate.book.transcript;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A real `redis-server` process on a free loopback port, empty and without persistence. Its time
/// is the wall's.
public final class RedisServerStage implements Stage {

  private static final Duration STARTUP = Duration.ofSeconds(10);

  private final Process process;
  private final RemoteStage remote;

  private RedisServerStage(Process process, RemoteStage remote) {
    this.process = process;
    this.remote = remote;
  }

  /// Starts the program `executable` and waits until it answers.
  public static RedisServerStage start(Path executable) throws IOException, InterruptedException {
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    var words =
        List.of(
            executable.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var stage =
        new RedisServerStage(process, new RemoteStage(URI.create("redis://127.0.0.1:" + port)));
    stage.awaitAnswer();
    return stage;
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (true) {
      try (RespClient client = connect()) {
        client.call("PING");
        return;
      } catch (IOException | UncheckedIOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          close();
          throw new IOException("redis-server did not start at " + uri(), e);
        }
        Thread.sleep(20);
      }
    }
  }

  @Override
  public RespClient connect() throws IOException {
    return remote.connect();
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    remote.pass(duration);
  }

  @Override
  public boolean movesTime() {
    return false;
  }

  @Override
  public URI uri() {
    return remote.uri();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
