package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;

/// Fills a server through one connection, many requests ahead of their answers.
final class Filler {
  private static final int WINDOW = 1000;

  private Filler() {}

  /// The key that redis-benchmark's `-r` makes of a number: `key:` and twelve digits.
  static String key(int number) {
    return "key:" + digits(number);
  }

  /// A number as redis-benchmark writes it in place of `__rand_int__`.
  static String digits(int number) {
    String plain = Integer.toString(number);
    return "0".repeat(12 - plain.length()) + plain;
  }

  /// Sets all keys from 0 to `keys - 1` to values of `valueBytes` bytes and checks every answer.
  static void fill(int port, int keys, int valueBytes) throws IOException {
    fill(port, 0, keys, valueBytes);
  }

  static void fill(int port, int from, int to, int valueBytes) throws IOException {
    Bytes value = Bytes.of("x".repeat(valueBytes));
    Bytes set = Bytes.of("SET");
    send(port, to - from, i -> List.of(set, Bytes.of(key(from + i)), value));
  }

  /// Writes all that is in a dataset.
  static void fill(int port, Dataset dataset) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      var commands = dataset.commands('x').iterator();
      while (commands.hasNext()) {
        send(client, commands, WINDOW);
      }
    }
  }

  /// Sends up to `most` requests ahead of their answers; an answer that is an error ends it.
  static void send(RespClient client, Iterator<List<Bytes>> requests, int most) throws IOException {
    var window = new ByteArrayOutputStream();
    int sent = 0;
    for (; sent < most && requests.hasNext(); sent++) {
      window.writeBytes(RespClient.encode(requests.next()));
    }
    client.sendRaw(window.toByteArray());
    receive(client, sent);
  }

  /// Sends the requests from 0 to `count - 1`; an answer that is an error ends it.
  static void send(int port, int count, IntFunction<List<Bytes>> request) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (int from = 0; from < count; from += WINDOW) {
        int to = Math.min(from + WINDOW, count);
        var window = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
          window.writeBytes(RespClient.encode(request.apply(i)));
        }
        client.sendRaw(window.toByteArray());
        receive(client, to - from);
      }
    }
  }

  private static void receive(RespClient client, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (client.receive() instanceof Reply.Error(var message)) {
        throw new IOException("a request for filling answered " + message);
      }
    }
  }
}
