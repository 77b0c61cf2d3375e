package hitrate.kernel.redis;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The notebook's own connection to its node. It stays open from cell to cell, so that what belongs
/// to a connection (`SELECT`, `MULTI`) does, too. Connects when first used, and again after it was
/// broken off.
public final class RedisSession implements AutoCloseable {
  private final URI uri;
  private volatile @Nullable RespClient client;

  /// @param uri `redis://host:port`
  public RedisSession(URI uri) {
    this.uri = uri;
  }

  /// Where the session connects to.
  public URI uri() {
    return uri;
  }

  /// Runs one typed command line. An error of the node is a [Reply.Error], not an exception.
  ///
  /// @throws IllegalArgumentException when its quotes do not pair up
  /// @throws UncheckedIOException when the connection breaks
  public Reply run(String line) {
    return run(Words.split(line));
  }

  /// Runs one command, waiting as long as it takes.
  public synchronized Reply run(List<Bytes> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has at least one word");
    }
    var connected = client;
    try {
      if (connected == null) {
        connected = RespClient.connect(uri);
        connected.timeout(Duration.ZERO);
        client = connected;
      }
      return connected.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      breakOff();
      throw e;
    }
  }

  /// Closes the connection under the hands of whoever waits on it. Any thread may call it.
  public void breakOff() {
    var connected = client;
    client = null;
    if (connected != null) {
      connected.close();
    }
  }

  @Override
  public void close() {
    breakOff();
  }
}
