package hitrate.engine.differential;

import hitrate.engine.node.CacheNode;

/// Our server, which is held against the real one.
final class Subject implements AutoCloseable {

  private final CacheNode node;

  private Subject(CacheNode node) {
    this.node = node;
  }

  /// Starts an empty node on an ephemeral loopback port.
  static Subject start() {
    return new Subject(CacheNode.start());
  }

  int port() {
    return node.port();
  }

  Side side() {
    return new Side("hitrate", node.host(), node.port());
  }

  @Override
  public void close() {
    node.close();
  }
}
