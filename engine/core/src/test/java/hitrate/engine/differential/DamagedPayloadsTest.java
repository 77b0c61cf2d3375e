package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.struct.Listpack;
import hitrate.engine.testing.Choices;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Payloads with a few bytes changed, all of them with the right checksum: with
/// `sanitize-dump-payload yes` our node refuses what the real server refuses, and makes the same
/// value of the rest.
///
/// `-Dhitrate.payloads=100000 -Dhitrate.seed=7` damages more of them, in other ways.
class DamagedPayloadsTest extends OneFolder {
  private static final int PAYLOADS = Integer.getInteger("hitrate.payloads", 4_000);
  private static final long SEED = Long.getLong("hitrate.seed", 1);

  private static final int SORTED_SET_PACKED = 17;
  private static final int LENGTH_32 = 0x80;

  private Damage damage;

  @BeforeAll
  void sanitize() {
    for (RespClient server : List.of(real, ours)) {
      assertEquals(
          new Reply.Simple("OK"), server.call("CONFIG", "SET", "sanitize-dump-payload", "yes"));
    }
    damage = new Damage(real);
  }

  @Test
  void bothMakeTheSameOfDamagedBytes() {
    var choices = Choices.seeded(SEED);
    int refused = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      byte[] body = damage.damaged(choices);
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
          damage.bodies().forEach(body -> made(each, body));
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
  static boolean isBroken(Reply stream) {
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
}
