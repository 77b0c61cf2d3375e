package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertFalse;

import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// Values of all types and forms, without the checksum, and what becomes of them when a few of
/// their bytes change.
final class Damage {
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

  private final RespClient real;
  private final List<byte[]> bodies = new ArrayList<>();

  /// Takes values from a real server, whose settings stay what they are.
  Damage(RespClient real) {
    this.real = real;
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
    real.call("CONFIG", "SET", "rdbcompression", "yes");
  }

  /// The values before any damage.
  List<byte[]> bodies() {
    return bodies;
  }

  private static String numbers(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(i -> "" + i * 7).toList());
  }

  private void take(List<String> lines) {
    real.call("DEL", "k");
    for (String line : lines) {
      assertFalse(real.call(Words.split(line)) instanceof Reply.Error, line);
    }
    byte[] payload = ((Reply.Bulk) real.call("DUMP", "k")).value().toArray();
    bodies.add(Arrays.copyOf(payload, payload.length - 10));
  }

  /// One of the values, damaged.
  byte[] damaged(Choices choices) {
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
