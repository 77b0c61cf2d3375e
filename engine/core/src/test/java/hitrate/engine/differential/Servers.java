package hitrate.engine.differential;

import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;

/// The two servers compared: the real one, which all tests of a JVM share, and ours.
final class Servers {

  /// What the tests that share the real server lock, so that they may run in parallel with others.
  static final String LOCK = "hitrate.reference";

  private static final String COMPARED_VERSION = "7.0.";

  private Servers() {}

  /// The real server: the one at `-Dhitrate.reference=redis://host:port` (it will be emptied), else
  /// the redis-server on the `PATH`, started once. Without either the test is skipped, or fails
  /// where lanes are required.
  static Side reference() throws IOException {
    String given = System.getProperty("hitrate.reference", "");
    Side side;
    if (given.isEmpty()) {
      side = new Side("redis-server", "127.0.0.1", SharedReference.PROCESS.port());
    } else {
      URI uri = URI.create(given);
      side = new Side(given, uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    }
    requireVersion(side);
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
