package hitrate.labs.exam.proof;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// A real redis-server as a process, for holding the proofs against what we imitate. Its clock
/// cannot be moved; instead every key's TTL is shortened.
final class RedisServer implements ProofServer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// The program, where it is installed.
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static ProofServer start() throws IOException {
    int port = freePort();
    var process =
        new ProcessBuilder(
                program().orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--enable-debug-command",
                "no")
            .directory(Files.createTempDirectory("proof").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var server = new RedisServer(process, port);
    server.awaitPong();
    return server;
  }

  /// A port that nobody listens on now, and none that the system gives to connections: one of those
  /// might get it before the server does.
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }

  private void awaitPong() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var client = RespClient.connect(host(), port)) {
        client.call("PING");
        return;
      } catch (IOException | UncheckedIOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          process.destroyForcibly();
          throw new IOException("redis-server does not answer", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void advance(Duration by) {
    try (var client = RespClient.connect(host(), port)) {
      if (client.call("KEYS", "*") instanceof Reply.Array(var keys)) {
        for (var key : keys) {
          if (key instanceof Reply.Bulk(var name)) {
            shorten(client, name.toString(), by);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shorten(RespClient client, String key, Duration by) {
    if (client.call("PTTL", key) instanceof Reply.Int(long left) && left > 0) {
      // Rounded up, since some milliseconds pass between the commands of a transcript.
      long rounded = (left + 999) / 1000 * 1000;
      client.call("PEXPIRE", key, Long.toString(rounded - by.toMillis()));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
