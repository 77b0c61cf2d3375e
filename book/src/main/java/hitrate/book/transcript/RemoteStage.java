package hitrate.book.transcript;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// A server that runs somewhere already. Its time is the wall's: a pause waits.
public final class RemoteStage implements Stage {

  private final URI uri;

  /// The server at `redis://host:port[/db]`; nothing is connected yet.
  public RemoteStage(URI uri) {
    this.uri = uri;
  }

  @Override
  public RespClient connect() throws IOException {
    return RespClient.connect(uri);
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  @Override
  public boolean movesTime() {
    return false;
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public void close() {}
}
