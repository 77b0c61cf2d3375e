package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.struct.Listpack;
import hitrate.engine.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Payloads that are not looked through (`sanitize-dump-payload no`, as it is from the start). What
/// our node takes, the real server takes, too, and both read the same from it. What ours refuses
/// nevertheless is no sound value: the real server refuses it when it looks, and does anything at
/// all when it does not look and reads it.
///
/// `-Dhitrate.payloads=100000 -Dhitrate.seed=7` tries more of them, others.
class UncheckedPayloadsTest extends OneFolder {
  private static final int PAYLOADS = Integer.getInteger("hitrate.payloads", 4_000);
  private static final long SEED = Long.getLong("hitrate.seed", 1);

  private static final int SET_INTS = 11;
  private static final int HASH = 4;
  private static final int HASH_PACKED = 16;
  private static final int SORTED_SET_PACKED = 17;
  private static final int QUICK_LIST = 18;
  private static final int STREAM_2 = 19;
  private static final int LENGTH_32 = 0x80;
  private static final byte ONE = 1;
  private static final byte PACKED_NODE = 2;

  /// Where a listpack tells how many elements it has.
  private static final int COUNT_AT = 4;

  @Test
  void whatIsTakenIsReadAsInTheRealServer() {
    var damage = new Damage(real);
    var choices = Choices.seeded(SEED);
    int taken = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      taken += compare(damage.damaged(choices), i) ? 1 : 0;
    }
    assertTrue(taken > PAYLOADS / 10 && taken < PAYLOADS, taken + " taken");
  }

  @Test
  void soundBytesInAnyOrderAreTaken() {
    var choices = Choices.seeded(SEED);
    for (int i = 0; i < PAYLOADS / 4; i++) {
      byte[] body =
          switch (choices.below(4)) {
            case 0 -> numbers(choices);
            case 1 -> fields(choices);
            case 2 -> pairs(HASH_PACKED, choices);
            default -> pairs(SORTED_SET_PACKED, choices);
          };
      assertTrue(compare(body, i), () -> HexFormat.of().formatHex(body));
    }
  }

  /// The real server takes them, and looks up what is there; ours counts again as it reads them.
  @Test
  void packsThatMiscountTheirElementsAreTaken() {
    var choices = Choices.seeded(SEED);
    for (int i = 0; i < PAYLOADS / 20; i++) {
      int type = choices.of(List.of(QUICK_LIST, HASH_PACKED, SORTED_SET_PACKED));
      byte[] body = type == QUICK_LIST ? node(choices) : pairs(type, choices);
      int told = body.length - Listpack.EMPTY_LENGTH; // there is no pack of so many elements
      body[packAt(type) + COUNT_AT] = (byte) (choices.percent(50) ? told : 2);
      assertTrue(compare(body, i), () -> HexFormat.of().formatHex(body));
    }
  }

  /// One that says that it has nothing has nothing, whatever is in it.
  @Test
  void packsThatSayTheyHaveNothingAreRefused() {
    for (int type : List.of(HASH_PACKED, SORTED_SET_PACKED)) {
      byte[] body = packed(type, List.of("a", "1"));
      body[packAt(type) + COUNT_AT] = 1; // not even a pair
      assertEquals(restored(real, body), restored(ours, body));
      assertTrue(restored(ours, body) instanceof Reply.Error);
    }
  }

  /// Counts that are wrong, numbers that are text: whoever reads from the head gets by.
  @Test
  void streamEntriesThatCanBeReadAreTaken() {
    for (List<String> piece :
        List.of(
            List.of("9", "0", "1", "f", "0", "2", "0", "0", "v", "4", "2", "1", "0", "w", "4"),
            List.of("2", "7", "1", "f", "0", "2", "0", "0", "v", "4", "2", "1", "0", "w", "4"),
            List.of("2", "0", "1", "f", "5", "2", "0", "0", "v", "9", "2", "1", "0", "w", "-1"),
            List.of("2", "0", "1", "f", "0", "3", "0", "0", "v", "4", "0", "1", "0", "0", "x"))) {
      assertTrue(compare(streamOf(piece), 0), piece::toString);
    }
  }

  @Test
  void streamEntriesThatEndTooEarlyAreRefused() {
    for (List<String> piece :
        List.of(
            List.of("1", "0", "1"),
            List.of("1", "0", "-1", "0", "2", "0", "0", "v", "4"),
            List.of("1", "0", "1", "f", "0", "2", "0", "0"),
            List.of("1", "0", "1", "f", "0", "two", "0", "0", "v", "4"),
            List.of("1", "0", "1", "f", "0", "0", "0", "0", "9223372036854775807", "v", "4"))) {
      assertTrue(restored(ours, streamOf(piece)) instanceof Reply.Error, piece::toString);
    }
  }

  /// What cannot be read to its end: the last field has no value, the last member no score.
  @Test
  void aWordWithoutItsOtherIsRefused() {
    for (int type : List.of(HASH_PACKED, SORTED_SET_PACKED)) {
      assertTrue(restored(ours, packed(type, List.of("a", "1", "b"))) instanceof Reply.Error);
    }
  }

  /// True when our node takes it.
  private boolean compare(byte[] body, int number) {
    String name =
        "-Dhitrate.seed=%d, payload %d: %s".formatted(SEED, number, HexFormat.of().formatHex(body));
    real.call("CONFIG", "SET", "sanitize-dump-payload", "yes");
    boolean isOdd = restored(real, body) instanceof Reply.Error;
    real.call("CONFIG", "SET", "sanitize-dump-payload", "no");
    if (restored(ours, body) instanceof Reply.Error) {
      assertTrue(isOdd || DamagedPayloadsTest.isBroken(stream(real)), name);
      return false;
    }
    assertEquals(new Reply.Simple("OK"), restored(real, body), name);
    Reply type = ours.call("TYPE", "k");
    assertEquals(type, real.call("TYPE", "k"), name);
    if (!isOdd && DamagedPayloadsTest.isBroken(stream(real))) {
      return true;
    }
    String kind = ((Reply.Simple) type).text();
    for (String line : isOdd ? harmless(kind) : questions(kind)) {
      assertEquals(answer(real, line), answer(ours, line), () -> line + ", " + name);
    }
    return true;
  }

  private static Reply stream(RespClient client) {
    return client.call("XINFO", "STREAM", "k", "FULL", "COUNT", "0");
  }

  private static Reply restored(RespClient client, byte[] body) {
    client.call("DEL", "k");
    return client.call(
        List.of(
            Bytes.of("RESTORE"), Bytes.of("k"), Bytes.of("0"), PayloadsTest.withFooter(body, 10)));
  }

  private static List<String> questions(String type) {
    var lines = new ArrayList<>(List.of("DEBUG DIGEST-VALUE k", "OBJECT ENCODING k"));
    lines.addAll(
        switch (type) {
          case "list" -> List.of("LLEN k", "LRANGE k 0 -1", "LINDEX k -1");
          case "set" -> List.of("SCARD k", "SMEMBERS k", "SMISMEMBER k 1 2 3 7 a");
          case "zset" ->
              List.of(
                  "ZCARD k",
                  "ZRANGE k 0 -1 WITHSCORES",
                  "ZMSCORE k a b c 1 2 3",
                  "ZRANGE k 1 3 BYSCORE",
                  "ZRANGE k inf 2 BYSCORE REV",
                  "ZLEXCOUNT k [a [c",
                  "ZRANK k b");
          case "hash" -> List.of("HLEN k", "HGETALL k", "HMGET k a b f 1 2 3", "HSTRLEN k a");
          case "stream" -> List.of("XLEN k", "XINFO STREAM k FULL COUNT 0", "XRANGE k - +");
          default -> List.of("GET k", "STRLEN k");
        });
    return lines;
  }

  /// Whoever counts, or comes from behind, in a value whose counts are wrong may end the real
  /// server. These do not.
  private static List<String> harmless(String type) {
    return switch (type) {
      case "list" -> List.of("LPOS k a", "LPOS k 1", "LPOS k nothing");
      case "zset" -> List.of("ZMSCORE k a b c 1 2 3");
      case "hash" -> List.of("HMGET k a b f 1 2 3", "HSTRLEN k a", "HEXISTS k b");
      case "stream" -> List.of("XRANGE k - +", "XRANGE k 2 + COUNT 1", "DEBUG DIGEST-VALUE k");
      default -> questions(type);
    };
  }

  private static String answer(RespClient client, String line) {
    Reply reply = client.call(line.split(" "));
    boolean isUnordered = line.startsWith("SMEMBERS") || line.startsWith("HGETALL");
    return isUnordered && reply instanceof Reply.Array(var words)
        ? words.stream().map(Reply::toString).sorted().toList().toString()
        : reply.toString();
  }

  private static byte[] numbers(Choices choices) {
    int count = 1 + choices.below(12);
    int width = 2 << choices.below(3);
    var set = ByteBuffer.allocate(14 + count * width);
    set.put((byte) SET_INTS).put((byte) LENGTH_32).putInt(8 + count * width);
    set.order(ByteOrder.LITTLE_ENDIAN).putInt(width).putInt(count);
    for (int i = 0; i < count; i++) {
      long number = choices.between(-2, 12);
      for (int at = 0; at < width; at++) {
        set.put((byte) (number >> 8 * at));
      }
    }
    return set.array();
  }

  /// A hash that is written field by field.
  private static byte[] fields(Choices choices) {
    var body = new ByteArrayOutputStream();
    int count = 1 + choices.below(6);
    body.write(HASH);
    body.write(count);
    for (int i = 0; i < 2 * count; i++) {
      String word = word(choices);
      body.write(word.length());
      body.writeBytes(Bytes.of(word).toArray());
    }
    return body.toByteArray();
  }

  private static byte[] pairs(int type, Choices choices) {
    var words = new ArrayList<String>();
    for (int left = 1 + choices.below(8); left > 0; left--) {
      words.add(word(choices));
      words.add(type == HASH_PACKED ? word(choices) : score(choices));
    }
    return packed(type, words);
  }

  private static String word(Choices choices) {
    return choices.of(List.of("a", "b", "c", "f", "1", "2", "3", "-7", "word", ""));
  }

  private static String score(Choices choices) {
    return choices.of(
        List.of("1", "2", "3", "-1.5", "2.50", "3x", "x", "inf", "-inf", "1e3", "-0", ""));
  }

  /// A list of one node, a listpack.
  private static byte[] node(Choices choices) {
    var words = new ArrayList<String>();
    for (int left = 2 + choices.below(8); left > 0; left--) {
      words.add(word(choices));
    }
    byte[] pack = packed(QUICK_LIST, words);
    var body = ByteBuffer.allocate(pack.length + 2);
    return body.put((byte) QUICK_LIST)
        .put(ONE)
        .put(PACKED_NODE)
        .put(pack, 1, pack.length - 1)
        .array();
  }

  private static int packAt(int type) {
    return (type == QUICK_LIST ? 3 : 1) + 1 + Integer.BYTES;
  }

  /// A stream of one piece, 1-0, that says it has two entries.
  private static byte[] streamOf(List<String> piece) {
    byte[] pack = packed(STREAM_2, piece);
    var body = ByteBuffer.allocate(pack.length + 1 + 17 + 9);
    body.put((byte) STREAM_2).put(ONE).put((byte) 16).putLong(1).putLong(0);
    body.put(pack, 1, pack.length - 1);
    // length, last id, first id, greatest deleted id, entries added, groups
    return body.put(new byte[] {2, 2, 0, 1, 0, 0, 0, 2, 0}).array();
  }

  private static byte[] packed(int type, List<String> words) {
    var pack = new Listpack();
    for (String word : words) {
      pack.append(Bytes.of(word).toArray(), 0, word.length());
    }
    var body = ByteBuffer.allocate(2 + Integer.BYTES + pack.length());
    body.put((byte) type).put((byte) LENGTH_32).putInt(pack.length());
    return body.put(pack.array(), 0, pack.length()).array();
  }
}
