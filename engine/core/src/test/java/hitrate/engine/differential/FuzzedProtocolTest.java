package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Random input, most of it requests with something broken in them: both servers answer the same
/// bytes and close the same connections, however the input is cut on its way to ours, and nothing
/// of it stays.
///
/// `-Dhitrate.fuzz=100000` runs that many streams, `-Dhitrate.seed` others than always the same.
@ResourceLock(Servers.LOCK)
class FuzzedProtocolTest {

  private static final int STREAMS = Integer.getInteger("hitrate.fuzz", 600);
  private static final long SEED = Long.getLong("hitrate.seed", 7);

  /// Requests without their line ends, which [#request] chooses.
  private static final List<String> REQUESTS =
      List.of(
          "PING",
          "PING hello",
          "ECHO something",
          "SET k v",
          "SET n 10",
          "GET k",
          "INCR n",
          "INCRBY n 5",
          "APPEND k more",
          "STRLEN k",
          "LPUSH l a b c",
          "LRANGE l 0 -1",
          "LPOP l",
          "HSET h f v",
          "HGETALL h",
          "SADD s 1 2 3",
          "SCARD s",
          "ZADD z 1 a 2 b",
          "ZRANGE z 0 -1 WITHSCORES",
          "DEL k",
          "EXISTS k l h",
          "TYPE l",
          "MULTI",
          "EXEC",
          "DISCARD",
          "HELLO 3",
          "HELLO 2",
          "SUBSCRIBE c",
          "UNSUBSCRIBE c",
          "RESET",
          "QUIT",
          "NOSUCH a b",
          "GET");

  private final Random random = new Random(SEED);

  @Test
  void bothServersSayTheSameToTheSameNonsense() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      reference.clear();
      for (int i = 0; i < STREAMS; i++) {
        byte[] stream = stream();
        Wire.Arrived expected = send(reference, stream, stream.length);
        int piece = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(stream.length + 1);
        Wire.Arrived actual = send(ours, stream, piece);
        assertEquals(
            shown(expected),
            shown(actual),
            "seed %d, stream %d, in pieces of %d: %s"
                .formatted(SEED, i, piece, Bytes.copyOf(stream, 0, stream.length)));
      }
      assertEquals(List.of(), ours.state().differencesFrom(reference.state()));
      assertNothingStays(ours);
    }
  }

  /// The replies, with the ids in those to HELLO taken out.
  private static String shown(Wire.Arrived arrived) {
    String replies = new String(arrived.bytes().toArray(), ISO_8859_1);
    return replies.replaceAll("\r\nid\r\n:\\d+", "\r\nid\r\n:n") + " closed: " + arrived.closed();
  }

  private static Wire.Arrived send(Side side, byte[] stream, int piece) throws IOException {
    try (var wire = side.connect()) {
      for (int at = 0; at < stream.length; at += piece) {
        if (!wire.send(Arrays.copyOfRange(stream, at, Math.min(at + piece, stream.length)))) {
          break;
        }
        if (piece < stream.length && at < 64) {
          side.call("PING"); // so that the pieces really arrive one by one
        }
      }
      side.settle(stream.length);
      return wire.arrived();
    }
  }

  private static void assertNothingStays(Side side) throws IOException {
    side.settle(0);
    String list = ((Reply.Bulk) side.call("CLIENT", "LIST")).value().toString();
    assertEquals(1, list.lines().count(), list);
    String memory = ((Reply.Bulk) side.call("INFO", "memory")).value().toString();
    String clients = memory.replaceAll("(?s).*mem_clients_normal:(\\d+).*", "$1");
    assertTrue(Long.parseLong(clients) < 10_000, memory);
  }

  private byte[] stream() {
    var stream = new ByteArrayOutputStream();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      byte[] request = request(REQUESTS.get(random.nextInt(REQUESTS.size())));
      stream.writeBytes(random.nextInt(3) == 0 ? broken(request) : request);
    }
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      stream.writeBytes(noise);
    }
    return stream.toByteArray();
  }

  private byte[] request(String text) {
    if (random.nextInt(4) == 0) {
      return (text + (random.nextBoolean() ? "\r\n" : "\n")).getBytes(ISO_8859_1);
    }
    var words = new StringBuilder();
    String[] parts = text.split(" ");
    words.append('*').append(parts.length).append("\r\n");
    for (String part : parts) {
      words.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
    }
    return words.toString().getBytes(ISO_8859_1);
  }

  private byte[] broken(byte[] request) {
    int at = random.nextInt(request.length);
    byte[] changed = request.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[at] = (byte) random.nextInt(256);
      case 1 -> changed[at] ^= (byte) (1 << random.nextInt(7));
      case 2 -> changed = Arrays.copyOf(request, at);
      case 3 -> {
        changed = Arrays.copyOf(request, request.length + 1);
        System.arraycopy(request, at, changed, at + 1, request.length - at);
      }
      case 4 -> {
        changed = Arrays.copyOf(request, request.length - 1);
        System.arraycopy(request, at + 1, changed, at, request.length - at - 1);
      }
      default -> {
        String text = new String(request, ISO_8859_1);
        String[] numbers = {
          "-1", "0", "-0", "+1", "01", "9", "1048577", "99999999999", "", " 1", "x"
        };
        String number = numbers[random.nextInt(numbers.length)];
        changed = text.replaceFirst("[*$]\\d+", text.charAt(0) + number).getBytes(ISO_8859_1);
      }
    }
    return changed;
  }
}
