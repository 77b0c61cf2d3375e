package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.struct.Listpack;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Payloads with a few bytes changed, all of them with the right checksum: with
/// `sanitize-dump-payload yes` our node refuses what the real server refuses, and makes the same
/// value of the rest.
///
/// `-Dhitrate.payloads=100000 -Dhitrate.seed=7` damages more of them, in other ways.
@TestInstance(Lifecycle.PER_CLASS)
class DamagedPayloadsTest {
  private static final int PAYLOADS = Integer.getInteger("hitrate.payloads", 4_000);
  private static final long SEED = Long.getLong("hitrate.seed", 1);

  private static final int SORTED_SET_PACKED = 17;
  private static final int LENGTH_32 = 0x80;

  private static final List<String> LINES =
      List.of(
          "SET k text",
          "SET k -30000",
          "SET k 1234567890",
          "SET k " + "abcabcabd".repeat(12),
          "RPUSH k a 1 -5 300 -30000 70000 8000000 5000000000 x",
          "RPUSH k " + "word".repeat(20) + " b",
          "RPUSH k " + numbers(60),
          "SADD k 1 2 3",
          "SADD k 1 70000 5000000000",
          "SADD k a b c 1",
          "SADD k " + numbers(20) + " x",
          "ZADD k 1 a 2.5 b -inf c inf d 1e300 e 3 g",
          "ZADD k 1 " + "m".repeat(80),
          "HSET k f v g 1",
          "HSET k f " + "v".repeat(90));

  private static final List<String> STREAM =
      List.of(
          "XADD k 1-1 f v",
          "XADD k 1-2 f w g x",
          "XADD k 5 f 7",
          "XADD k 6 f 8",
          "XDEL k 5",
          "XGROUP CREATE k g 0",
          "XGROUP CREATE k h 6",
          "XREADGROUP GROUP g c COUNT 2 STREAMS k >",
          "XCLAIM k g d 0 1-1 TIME 1000 RETRYCOUNT 9");

  /// Bytes that mean something in one of the forms.
  private static final int[] TELLING = {
    0, 1, 2, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xdf, 0xe0, 0xef, 0xf0,
    0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xfd, 0xfe, 0xff
  };

  private RedisProcess process;
  private CacheNode node;
  private RespClient real;
  private RespClient ours;
  private final List<byte[]> bodies = new ArrayList<>();

  private static String numbers(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(i -> "" + i * 7).toList());
  }

  @BeforeAll
  void start() throws IOException {
    String[] words = {"enable-debug-command", "yes", "sanitize-dump-payload", "yes"};
    process = RedisProcess.start("--" + words[0], words[1], "--" + words[2], words[3]);
    node = CacheNode.builder().config(words[0], words[1]).config(words[2], words[3]).start();
    real = RespClient.connect("127.0.0.1", process.port());
    ours = RespClient.connect("127.0.0.1", node.port());
    OldFilesTest.oldForms()
        .forEach(hex -> bodies.add(HexFormat.of().parseHex(hex.replace(" ", ""))));
    for (String line : PayloadsTest.OLD_VALUES) {
      bodies.add(HexFormat.of().parseHex(line));
    }
    for (String compresses : List.of("yes", "no")) {
      real.call("CONFIG", "SET", "rdbcompression", compresses);
      LINES.forEach(line -> take(List.of(line)));
      take(STREAM);
      real.call("CONFIG", "SET", "list-max-listpack-size", "3");
      take(List.of("RPUSH k " + numbers(8)));
      real.call("CONFIG", "SET", "list-max-listpack-size", "-2");
    }
  }

  private void take(List<String> lines) {
    real.call("DEL", "k");
    for (String line : lines) {
      assertFalse(real.call(Words.split(line)) instanceof Reply.Error, line);
    }
    byte[] payload = ((Reply.Bulk) real.call("DUMP", "k")).value().toArray();
    bodies.add(Arrays.copyOf(payload, payload.length - 10));
  }

  @AfterAll
  void stop() {
    real.close();
    ours.close();
    node.close();
    process.close();
  }

  @Test
  void bothMakeTheSameOfDamagedBytes() {
    var choices = Choices.seeded(SEED);
    int refused = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      byte[] body = damaged(choices);
      List<Reply> theirs = made(real, body);
      List<Reply> own = made(ours, body);
      refused += theirs.getFirst() instanceof Reply.Error ? 1 : 0;
      if (!isBroken(theirs.getLast())) {
        int number = i;
        assertEquals(
            theirs,
            own,
            () ->
                "-Dhitrate.seed=%d, payload %d: %s"
                    .formatted(SEED, number, HexFormat.of().formatHex(body)));
      }
    }
    assertTrue(refused > PAYLOADS / 3 && refused < PAYLOADS, refused + " refused");
  }

  @Test
  void ofALongScoreThatIsTextOnlyTheBeginningCounts() {
    for (String score :
        List.of("1".repeat(200), "0".repeat(126) + "12", "1".repeat(60_000) + "x".repeat(60_000))) {
      byte[] body = packedScore(score);
      assertEquals(made(real, body), made(ours, body), () -> score.length() + " characters");
    }
  }

  /// A sorted set of one member, a listpack.
  private static byte[] packedScore(String score) {
    byte[] text = Bytes.of(score).toArray();
    var pack = new Listpack();
    pack.append(new byte[] {'m'}, 0, 1);
    pack.append(text, 0, text.length);
    var body = ByteBuffer.allocate(2 + Integer.BYTES + pack.length());
    body.put((byte) SORTED_SET_PACKED).put((byte) LENGTH_32).putInt(pack.length());
    return body.put(pack.array(), 0, pack.length()).array();
  }

  @Test
  void whatIsLookedThroughIsCounted() {
    for (RespClient each : List.of(real, ours)) {
      each.call("CONFIG", "RESETSTAT");
    }
    for (String mode : List.of("no", "clients", "yes")) {
      for (String skips : List.of("skip-sanitize-payload", "sanitize-payload")) {
        for (RespClient each : List.of(real, ours)) {
          each.call("CONFIG", "SET", "sanitize-dump-payload", mode);
          each.call("ACL", "SETUSER", "default", skips);
          bodies.forEach(body -> made(each, body));
        }
        assertEquals(sanitized(real), sanitized(ours), mode + ", " + skips);
      }
    }
  }

  private static String sanitized(RespClient client) {
    String stats = ((Reply.Bulk) client.call("INFO", "stats")).value().toString();
    return stats
        .lines()
        .filter(line -> line.startsWith("dump_payload_sanitizations"))
        .findFirst()
        .orElseThrow();
  }

  /// True for a stream that has not as many entries as it says: the real server takes the number
  /// that it is told, and does not look which entries are marked as deleted. We count them, or
  /// refuse the stream.
  private static boolean isBroken(Reply stream) {
    if (!(stream instanceof Reply.Array(var facts))) {
      return false;
    }
    int entries = facts.indexOf(new Reply.Bulk(Bytes.of("entries"))) + 1;
    return facts.get(1) instanceof Reply.Int(long length)
        && facts.get(entries) instanceof Reply.Array(var found)
        && found.size() != length;
  }

  /// What comes of it, as far as clients can tell.
  private static List<Reply> made(RespClient client, byte[] body) {
    var words = new ArrayList<>(Side.words("RESTORE", "k", "0"));
    words.add(PayloadsTest.withFooter(body, 10));
    client.send(Side.words("DEL", "k"));
    client.send(words);
    client.send(Side.words("DEBUG", "DIGEST-VALUE", "k"));
    client.send(Side.words("OBJECT", "ENCODING", "k"));
    client.send(Side.words("XINFO", "STREAM", "k", "FULL", "COUNT", "0"));
    client.receive();
    var replies = new ArrayList<Reply>();
    for (int i = 0; i < 4; i++) {
      replies.add(client.receive());
    }
    return replies;
  }

  private byte[] damaged(Choices choices) {
    byte[] body;
    do {
      body = choices.of(bodies).clone();
      for (int i = 1 + choices.below(3); i > 0; i--) {
        body = changed(body, choices);
      }
    } while (isHuge(body));
    return body;
  }

  /// True when it says that it has so many elements that their number takes four bytes: the real
  /// server makes room for them before it looks whether they are there.
  private static boolean isHuge(byte[] body) {
    return body.length > 1 && (body[1] & 0xff) >>> 6 == 2;
  }

  private byte[] changed(byte[] body, Choices choices) {
    int at = choices.below(body.length + 1);
    int end = Math.min(body.length, at + choices.below(12));
    int telling = TELLING[choices.below(TELLING.length)];
    if (at == body.length || choices.percent(20)) {
      return switch (choices.below(4)) {
        case 0 -> joined(body, at, body, end); // some of it is gone
        case 1 -> joined(body, end, body, at); // or there twice
        case 2 -> inserted(body, at, choices.bytes(1 + choices.below(4)));
        default -> joined(body, at, choices.of(bodies), choices.below(body.length + 1));
      };
    }
    switch (choices.below(5)) {
      case 0 -> body[at] = (byte) choices.anyLong();
      case 1 -> body[at]++;
      case 2 -> body[at]--;
      case 3 -> body[at] ^= (byte) (1 << choices.below(8));
      default -> body[at] = (byte) telling;
    }
    return body;
  }

  private static byte[] inserted(byte[] body, int at, byte[] more) {
    return joined(joined(body, at, more, 0), at + more.length, body, at);
  }

  /// The beginning of one, and the end of another.
  private static byte[] joined(byte[] first, int to, byte[] second, int from) {
    var all = new ByteArrayOutputStream();
    all.write(first, 0, Math.min(to, first.length));
    int start = Math.min(from, second.length);
    all.write(second, start, second.length - start);
    return all.toByteArray();
  }
}
