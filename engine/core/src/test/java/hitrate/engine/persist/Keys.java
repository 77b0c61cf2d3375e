package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;

/// Commands that make a key of every type and form, in several databases.
public final class Keys {
  private static final List<String> LINES =
      List.of(
          "SET empty \"\"",
          "SET small 7",
          "SET middle -30000",
          "SET large 1234567890",
          "SET huge 123456789012345678",
          "SET text hello EX 100000",
          "SET zeros 007",
          "SET 12345 key",
          "SET long " + "abcabcabd".repeat(40),
          "SET verylong " + "xyz".repeat(90_000),
          "SET raw @noise",
          "RPUSH list a 1 -5 70000 5000000000 \"\" " + "word ".repeat(60),
          "RPUSH longlist " + numbers(9_000),
          "RPUSH biglist @noise " + "z".repeat(20_000) + " tail",
          "SADD ints 1 2 3",
          "SADD wideints 1 70000 5000000000",
          "SADD manyints " + numbers(600),
          "SADD words a b c 1",
          "SADD manywords x " + numbers(300),
          "ZADD scores 1 a 2.5 b -inf c inf d 1e300 e -0 f 3 g 3 fa",
          "ZADD manyscores " + pairs(200),
          "HSET hash f v g 1 h \"\"",
          "HSET longfield f " + "v".repeat(100),
          "HSET manyfields " + pairs(600),
          "PFADD hll a b c",
          "XADD stream 1-1 f v",
          "XADD stream 1-2 f w g x",
          "XADD stream 5 f 7",
          "XADD stream 6 f 8",
          "XDEL stream 5",
          "XGROUP CREATE stream g 0",
          "XGROUP CREATE stream h 6",
          "XREADGROUP GROUP g c COUNT 2 STREAMS stream >",
          "XCLAIM stream g d 0 1-1 TIME 1000 RETRYCOUNT 9",
          "XGROUP CREATE nothing g $ MKSTREAM",
          "SELECT 3",
          "SET other database",
          "HSET gone f v",
          "PEXPIREAT gone 9999999999999",
          "SELECT 9",
          "ZADD z 1 a",
          "SELECT 0");

  private Keys() {}

  private static String numbers(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(i -> "" + i * 7).toList());
  }

  private static String pairs(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(i -> i + " " + i * 3).toList());
  }

  /// Makes them all.
  public static void fill(RespClient client) {
    for (String line : LINES) {
      var words = new ArrayList<>(Words.split(line));
      words.replaceAll(word -> word.equals(Bytes.of("@noise")) ? noise(5_000) : word);
      Reply reply = client.call(words);
      Assertions.assertFalse(reply instanceof Reply.Error, () -> line + ": " + reply);
    }
  }

  private static Bytes noise(int length) {
    var bytes = new byte[length];
    new SplittableRandom(5).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
