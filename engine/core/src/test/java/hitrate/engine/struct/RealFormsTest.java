package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// After the same history the packed forms here are, byte for byte, those in a DUMP of a real
/// redis-server.
class RealFormsTest {
  private static final long SEED = 20261122;

  private static RedisProcess server;
  private static RespClient client;

  @BeforeAll
  static void start() throws IOException {
    server = RedisProcess.start("--rdbcompression", "no", "--enable-debug-command", "yes");
    client = RespClient.connect("127.0.0.1", server.port());
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0", "-2, 0", "-1, 0", "0, 0", "1, 0", "4, 0", "16, 0",
    "-1, 1", "0, 2", "1, 1", "4, 1", "4, 2", "16, 1", "16, 3"
  })
  void listsHaveTheSameNodes(int limit, int depth) {
    call("CONFIG", "SET", "list-max-listpack-size", "" + limit);
    call("CONFIG", "SET", "list-compress-depth", "" + depth);
    for (int threshold : new int[] {0, 150}) {
      call("DEBUG", "QUICKLIST-PACKED-THRESHOLD", threshold + "B");
      call("DEL", "list");
      var random = Choices.seeded(SEED + limit + threshold);
      var list = new QuickList(limit, depth);
      list.packedThreshold(threshold == 0 ? QuickList.DEFAULT_PACKED_THRESHOLD : threshold);
      var oracle = new ArrayList<String>();
      for (int step = 0; step < 1_500; step++) {
        var words = new ArrayList<>(ListHistory.change(list, oracle, random, step % 900 < 600));
        words.add(1, Bytes.of("list"));
        call(words);
        if (step % 5 == 0 && !oracle.isEmpty()) {
          list.settle();
          if (depth > 0) { // the real server may leave a node that has grown until it is read
            call("LRANGE", "list", "0", "-1");
          }
          String where =
              "limit " + limit + " depth " + depth + " seed " + SEED + " step " + step + " "
                  + words;
          assertEquals(realNodes(), nodes(list), where);
        }
      }
    }
  }

  private static List<String> nodes(QuickList list) {
    var nodes = new ArrayList<String>();
    list.forEachStored((isPlain, bytes, stored, length) -> {
      String form = (isPlain ? "plain " : "packed ") + (stored < length ? length + ": " : "");
      nodes.add(form + hex(bytes, 0, stored));
    });
    return nodes;
  }

  private static List<String> realNodes() {
    var dump = new Dump("list", 18);
    var nodes = new ArrayList<String>();
    for (long left = dump.number(); left > 0; left--) {
      nodes.add((dump.number() == 1 ? "plain " : "packed ") + dump.string());
    }
    return nodes;
  }

  @Test
  void smallHashesAreTheSameListpack() {
    call("CONFIG", "SET", "hash-max-listpack-value", "100000");
    call("CONFIG", "SET", "hash-max-listpack-entries", "100000");
    var random = Choices.seeded(SEED);
    var hash = new Listpack();
    for (int step = 0; step < 4_000; step++) {
      String field = random.percent(50) ? "" + random.below(200) : "f" + random.below(60);
      String value = ListpackTest.element(random);
      var name = field.getBytes(ISO_8859_1);
      var bytes = value.getBytes(ISO_8859_1);
      int at = hash.find(name, 0, name.length, hash.first(), 1);
      if (random.percent(60)) {
        if (at == -1) {
          hash.append(name, 0, name.length);
          hash.append(bytes, 0, bytes.length);
        } else {
          hash.replace(hash.next(at), bytes, 0, bytes.length);
        }
        call(ListHistory.words("HSET", "hash", field, value));
      } else {
        if (at != -1) {
          hash.deleteRange(at, 2);
        }
        call(ListHistory.words("HDEL", "hash", field));
      }
      if (step % 20 == 0 && !hash.isEmpty()) {
        assertEquals(
            new Dump("hash", 16).string(),
            hex(hash.array(), 0, hash.length()),
            "seed " + SEED + " step " + step);
      }
    }
  }

  @Test
  void setsOfIntegersAreTheSameIntset() {
    var random = Choices.seeded(SEED);
    for (int round = 0; round < 20; round++) {
      var set = new IntSet();
      call("DEL", "set");
      int bits = 3 + random.below(62);
      for (int step = 0; step < 200; step++) {
        long value = random.anyLong() >> 64 - (step < 100 ? Math.min(bits, 8) : bits);
        if (random.percent(65)) {
          set.add(value);
          call("SADD", "set", "" + value);
        } else if (set.remove(value)) {
          call("SREM", "set", "" + value);
        }
      }
      if (set.count() > 0) {
        assertEquals(
            new Dump("set", 11).string(),
            hex(set.array(), 0, set.length()),
            "seed " + SEED + " round " + round);
      }
    }
  }

  private static Reply call(String... words) {
    return call(ListHistory.words(words));
  }

  private static Reply call(List<Bytes> words) {
    var reply = client.call(words);
    if (reply instanceof Reply.Error) {
      fail(words + ": " + reply);
    }
    return reply;
  }

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, to);
  }

  /// The payload of DUMP, read from its start.
  private static final class Dump {
    private final byte[] bytes;
    private int at = 1;

    Dump(String key, int type) {
      bytes = ((Reply.Bulk) call("DUMP", key)).value().toArray();
      assertEquals(type, bytes[0]);
    }

    long number() {
      int first = bytes[at++] & 0xff;
      if (first < 0x40) {
        return first;
      }
      if (first < 0x80) {
        return (first & 0x3fL) << 8 | bytes[at++] & 0xff;
      }
      assertEquals(0x80, first, "a length");
      long number = 0;
      for (int i = 0; i < 4; i++) {
        number = number << 8 | bytes[at++] & 0xff;
      }
      return number;
    }

    /// A string; of a compressed one its length and the bytes as they are.
    String string() {
      if (bytes[at] == (byte) 0xc3) {
        at++;
        int stored = (int) number();
        long expanded = number();
        at += stored;
        return expanded + ": " + hex(bytes, at - stored, at);
      }
      int length = (int) number();
      at += length;
      return hex(bytes, at - length, at);
    }
  }
}
