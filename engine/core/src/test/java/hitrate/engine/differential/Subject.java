package hitrate.engine.differential;

import hitrate.engine.testing.RedisProcess;
import java.io.IOException;

/// The server that is held against the real one.
final class Subject implements AutoCloseable {

  private final RedisProcess server;

  private Subject(RedisProcess server) {
    this.server = server;
  }

  /// Starts an empty server on an ephemeral loopback port.
  static Subject start() throws IOException {
    return new Subject(RedisProcess.start());
  }

  int port() {
    return server.port();
  }

  Side side() {
    return new Side("hitrate", "127.0.0.1", port());
  }

  @Override
  public void close() {
    server.close();
  }
}
