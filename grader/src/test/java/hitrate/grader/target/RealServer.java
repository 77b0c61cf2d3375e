package hitrate.grader.target;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A redis-server of this machine on a free port. Where none is installed the test is skipped; with
/// `-Dhitrate.lanes=required` it fails.
public final class RealServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  /// Starts one with these arguments; `PORT` in them stands for its port, `BUS` for another.
  public RealServer(Path folder, String... arguments) throws IOException, InterruptedException {
    port = freePort();
    var bus = Integer.toString(freePort());
    var command =
        new ArrayList<>(List.of(program().toString(), "--save", "", "--dir", folder.toString()));
    for (var argument : arguments) {
      command.add(
          argument.equals("PORT")
              ? Integer.toString(port)
              : argument.equals("BUS") ? bus : argument);
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis-" + port + ".log").toFile())
            .start();
    awaitUp(folder.resolve("redis-" + port + ".log"));
  }

  public int port() {
    return port;
  }

  private void awaitUp(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    close();
    throw new AssertionError("redis-server did not start: " + Files.readString(log));
  }

  private static Path program() {
    for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      var program = Path.of(folder, "redis-server");
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return program;
      }
    }
    var why = "redis-server is not on the PATH";
    if ("required".equals(System.getProperty("hitrate.lanes"))) {
      Assertions.fail(why + " (-Dhitrate.lanes=required)");
    }
    Assumptions.abort(why);
    throw new AssertionError("unreachable");
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

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
