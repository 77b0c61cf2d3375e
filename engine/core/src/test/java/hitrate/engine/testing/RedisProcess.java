package hitrate.engine.testing;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real redis-server as a child process: empty, without persistence, on an ephemeral loopback
/// port, with a temporary folder of its own. It ends with [#close] or with the Java process.
public final class RedisProcess implements AutoCloseable {

  private static final String READY = "Ready to accept connections";
  private static final int PORT_ATTEMPTS = 5;

  private final Process process;
  private final Path folder;
  private final int port;
  private final Thread atExit = new Thread(this::stop);

  private RedisProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Starts a server with more arguments as redis-server takes them, such as `--maxmemory 1mb`.
  /// Another program may take the port between its choice and its use; then another one is tried.
  public static RedisProcess start(String... arguments) throws IOException {
    IOException failure = null;
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      RedisProcess server = launch(arguments);
      try {
        server.awaitReady(server.folder.resolve("log"));
        return server;
      } catch (IOException e) {
        failure = e;
        server.close();
      }
    }
    throw new IOException("redis-server did not start: " + failure, failure);
  }

  /// Starts a server that writes its log to a file of its own, so that it says nothing itself.
  public static RedisProcess startQuietly(Path log, String... arguments) throws IOException {
    RedisProcess server = launch(arguments);
    server.awaitReady(log);
    return server;
  }

  private static RedisProcess launch(String... arguments) throws IOException {
    int port = FreePort.find();
    Path folder = Files.createTempDirectory("hitrate-redis-");
    var command = new ArrayList<String>(List.of(RealPrograms.find("redis-server").toString()));
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", "" + folder));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return new RedisProcess(process, folder, port);
  }

  private void awaitReady(Path log) throws IOException {
    String said =
        Await.until(
            "a redis-server that is ready",
            () -> Files.exists(log) ? Files.readString(log) : "",
            seen -> seen.contains(READY) || !process.isAlive());
    if (!said.contains(READY)) {
      throw new IOException(said.lines().reduce("", (first, last) -> last));
    }
    RespClient.connect("127.0.0.1", port).close();
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
