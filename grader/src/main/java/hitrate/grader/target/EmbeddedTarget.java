package hitrate.grader.target;

import hitrate.engine.node.CacheNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import redis.clients.jedis.UnifiedJedis;

/// A node of our own engine, new and empty. It has a password that only the grader knows, so that
/// the learner's code reaches it through the [Gateway] or not at all.
final class EmbeddedTarget implements Target {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CacheNode node;
  private final ServerTarget server;

  /// It lives in the grader's own memory, which a few bits set far out would fill.
  private static final String MOST_MEMORY = "128mb";

  private static final String LARGEST_VALUE = "16mb";

  EmbeddedTarget() {
    var secret = new byte[16];
    RANDOM.nextBytes(secret);
    var password = HexFormat.of().formatHex(secret);
    node =
        CacheNode.builder()
            .config("requirepass", password)
            .config("maxmemory", MOST_MEMORY)
            .config("proto-max-bulk-len", LARGEST_VALUE)
            .start();
    var address = "redis://:" + password + "@" + node.host() + ":" + node.port();
    server = ServerTarget.open(TargetAddress.parse(address));
  }

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
