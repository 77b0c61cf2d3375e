package hitrate.book.transcript;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/// A node of the engine in this process. Its clock stands still but for the pauses, so that every
/// run prints the same.
public final class EmbeddedStage implements Stage {

  /// The moment at which every embedded stage begins.
  public static final Instant BEGINNING = Instant.parse("2026-01-01T12:00:00Z");

  private final VirtualClock clock = VirtualClock.startingAt(BEGINNING);
  private final CacheNode node = CacheNode.builder().clock(clock).start();

  @Override
  public RespClient connect() throws IOException {
    return RespClient.connect(node.host(), node.port());
  }

  @Override
  public void pass(Duration duration) {
    clock.advance(duration);
  }

  @Override
  public boolean movesTime() {
    return true;
  }

  @Override
  public URI uri() {
    return node.uri();
  }

  @Override
  public void close() {
    node.close();
  }
}
