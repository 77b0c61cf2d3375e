package hitrate.labs.exam.proof;

import hitrate.engine.node.CacheNode;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;

/// Hitrate's own engine inside this program, on a clock that stands still until it is moved.
public final class EmbeddedServer implements ProofServer {
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private final VirtualClock clock;
  private final CacheNode node;

  private EmbeddedServer(VirtualClock clock, CacheNode node) {
    this.clock = clock;
    this.node = node;
  }

  /// Starts an empty node on a free port of the loopback interface.
  public static ProofServer start() {
    var clock = VirtualClock.startingAt(START);
    return new EmbeddedServer(clock, CacheNode.builder().clock(clock).start());
  }

  @Override
  public String host() {
    return node.host();
  }

  @Override
  public int port() {
    return node.port();
  }

  @Override
  public void advance(Duration by) {
    clock.advance(by);
  }

  @Override
  public void close() {
    node.close();
  }
}
