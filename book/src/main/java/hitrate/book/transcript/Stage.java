package hitrate.book.transcript;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Where a transcript runs: a server to connect to, and its time.
public interface Stage extends AutoCloseable {

  /// A new connection to the server.
  RespClient connect() throws IOException;

  /// Lets time pass: by waiting, or by moving the clock where it can be moved.
  void pass(Duration duration) throws InterruptedException;

  /// Whether [#pass] moves a clock instead of waiting.
  boolean movesTime();

  /// Where the server listens, as `redis://host:port`.
  URI uri();

  @Override
  void close();
}
