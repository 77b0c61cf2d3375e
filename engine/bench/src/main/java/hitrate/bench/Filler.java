package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.List;

/// Fills a server with the keys that redis-benchmark's `-r` draws from: `key:` and twelve digits.
final class Filler {
  private static final int WINDOW = 1000;

  private Filler() {}

  /// Sets all keys from 0 to `keys - 1` to values of `valueBytes` bytes and checks every answer.
  static void fill(int port, int keys, int valueBytes) throws IOException {
    Bytes value = Bytes.of("x".repeat(valueBytes));
    Bytes set = Bytes.of("SET");
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (int from = 0; from < keys; from += WINDOW) {
        int to = Math.min(from + WINDOW, keys);
        for (int i = from; i < to; i++) {
          client.send(List.of(set, Bytes.of("key:%012d".formatted(i)), value));
        }
        for (int i = from; i < to; i++) {
          Reply reply = client.receive();
          if (!reply.equals(new Reply.Simple("OK"))) {
            throw new IOException("SET answered " + reply);
          }
        }
      }
    }
  }
}
