package hitrate.engine.differential;

import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// The two servers compared: the real one, which all tests of a JVM share, and ours.
final class Servers {

  /// What the tests that share the real server lock, so that they may run in parallel with others.
  static final String LOCK = "hitrate.reference";

  private static final String COMPARED_VERSION = "7.0.";

  private Servers() {}

  private static final String CONTAINER = "testcontainers:";

  /// The real server, which `-Dhitrate.reference` chooses: `redis://host:port` is one that runs (it
  /// will be emptied), `testcontainers:IMAGE` one in a container of Docker's, started once. Without
  /// it the redis-server on the `PATH` is started once; where there is none either, the test is
  /// skipped, or fails where lanes are required. It has no data, scripts or counts of others.
  static Side reference() throws IOException {
    String given = System.getProperty("hitrate.reference", "");
    Side side;
    if (given.isEmpty()) {
      side = new Side("redis-server", "127.0.0.1", SharedReference.PROCESS.port());
    } else if (given.startsWith(CONTAINER)) {
      side = SharedContainer.side(given);
    } else {
      URI uri = URI.create(given);
      side = new Side(given, uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    }
    requireVersion(side);
    side.reset();
    return side;
  }

  /// Skips the running test, or fails it where lanes are required, when our server does not have a
  /// command yet that the real one has.
  static void requireCommands(Collection<String> commands, Side ours, Side reference)
      throws IOException {
    for (String command : commands) {
      if (!ours.knows(command) && reference.knows(command)) {
        RealPrograms.missing(ours.name() + " has no " + command.toUpperCase(Locale.ROOT) + " yet");
      }
    }
  }

  private static void requireVersion(Side side) throws IOException {
    if (side.call("INFO", "server") instanceof Reply.Bulk(var info)
        && !info.toString().contains("redis_version:" + COMPARED_VERSION)) {
      RealPrograms.missing(
          side.name() + " is not Redis " + COMPARED_VERSION + "x, whose texts we compare");
    }
  }

  /// A server in a container, which ends with the tests: Testcontainers sees to that, or the lane's
  /// own script.
  private static final class SharedContainer {
    static final int PORT = 6379;
    static final GenericContainer<?> SERVER = start();

    /// The server at its own address where that can be reached, as on Linux: behind the forwarded
    /// port what two connections have sent may change places.
    static Side side(String name) {
      var networks = SERVER.getContainerInfo().getNetworkSettings().getNetworks().values();
      for (var network : networks) {
        String address = network.getIpAddress();
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(address, PORT), 300);
          return new Side(name, address, PORT);
        } catch (IOException unreachable) {
          // by the forwarded port, then
        }
      }
      return new Side(name, SERVER.getHost(), SERVER.getMappedPort(PORT));
    }

    @SuppressWarnings("resource") // lives as long as the JVM
    private static GenericContainer<?> start() {
      String image = System.getProperty("hitrate.reference", "").substring(CONTAINER.length());
      var container =
          new GenericContainer<>(DockerImageName.parse(image))
              .withExposedPorts(PORT)
              .withCommand("redis-server", "--save", "", "--protected-mode", "no")
              .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1));
      container.start();
      return container;
    }
  }

  private static final class SharedReference {
    static final RedisProcess PROCESS = start();

    private static RedisProcess start() {
      try {
        return RedisProcess.start();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
