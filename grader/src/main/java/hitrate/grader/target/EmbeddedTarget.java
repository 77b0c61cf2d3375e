package hitrate.grader.target;

import hitrate.engine.node.CacheNode;
import java.io.IOException;
import redis.clients.jedis.UnifiedJedis;

/// A node of our own engine, new and empty.
final class EmbeddedTarget implements Target {
  private final CacheNode node = CacheNode.start();
  private final ServerTarget server = ServerTarget.open(TargetAddress.parse(node.uri().toString()));

  @Override
  public UnifiedJedis redis() {
    return server.redis();
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public Upstream connect() throws IOException {
    return server.connect();
  }

  @Override
  public void close() {
    server.close();
    node.close();
  }
}
