package hitrate.labs.exam.proof;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// A real redis-server, for holding the proofs against what we imitate. Its clock cannot be moved;
/// instead every key's TTL is shortened.
final class RealServer implements ProofServer {
  private final RedisProcess process;

  private RealServer(RedisProcess process) {
    this.process = process;
  }

  static ProofServer start() throws IOException {
    return new RealServer(RedisProcess.start());
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return process.port();
  }

  @Override
  public void advance(Duration by) {
    try (var client = RespClient.connect(host(), port())) {
      if (client.call("KEYS", "*") instanceof Reply.Array(var keys)) {
        for (var key : keys) {
          if (key instanceof Reply.Bulk(var name)) {
            shorten(client, name.toString(), by);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shorten(RespClient client, String key, Duration by) {
    if (client.call("PTTL", key) instanceof Reply.Int(long left) && left > 0) {
      // Rounded up, since some milliseconds pass between the commands of a transcript.
      long rounded = (left + 999) / 1000 * 1000;
      client.call("PEXPIRE", key, Long.toString(rounded - by.toMillis()));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
