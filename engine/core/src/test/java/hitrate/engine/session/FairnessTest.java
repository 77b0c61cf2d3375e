package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that choose by chance give each element the same chance, and those that walk through a
/// value meet all that stays in it. Chance is of one seed: what holds once holds always.
class FairnessTest {
  private static final int ELEMENTS = 150; // too many to be packed
  private static final int DRAWS = 7_500;

  /// What one even distribution in a hundred thousand exceeds, of 149 degrees of freedom.
  private static final double MOST_UNEVEN = 235;

  private final BareNode node = new BareNode(Instant.ofEpochSecond(1_700_000_000), 11);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD k 1|SRANDMEMBER k",
        "SADD k 1|SRANDMEMBER k -1",
        "SADD k m1|SRANDMEMBER k",
        "SADD k m1|SRANDMEMBER k 1",
        "HSET k f1 v|HRANDFIELD k",
        "HSET k f1 v|HRANDFIELD k -1",
        "ZADD k 1 m1|ZRANDMEMBER k",
        "ZADD k 1 m1|ZRANDMEMBER k 1",
        "SET key1 v|RANDOMKEY"
      })
  void eachElementIsAsLikelyAsAnyOther(String calls) {
    String add = calls.substring(0, calls.indexOf('|'));
    String draw = calls.substring(calls.indexOf('|') + 1);
    for (int i = 1; i <= ELEMENTS; i++) {
      call(add.replaceFirst("1( v)?$", i + "$1"));
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      seen.merge(text(call(draw)), 1, Integer::sum);
    }
    assertEquals(ELEMENTS, seen.size());
    assertEven(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m"})
  void eachMemberIsAsLikelyToBeTakenOut(String prefix) {
    for (int i = 1; i <= ELEMENTS; i++) {
      call("SADD k " + prefix + i);
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      String member = text(call("SPOP k"));
      seen.merge(member, 1, Integer::sum);
      call("SADD k " + member);
    }
    assertEven(seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD k x|SREM k x|SSCAN",
        "HSET k x v|HDEL k x|HSCAN",
        "ZADD k 7 x|ZREM k x|ZSCAN"
      })
  void aWalkMeetsAllThatStaysWhileTheRestGrowsAndShrinks(String calls) {
    String[] words = calls.split("\\|", -1);
    for (boolean grows : new boolean[] {true, false}) {
      call("DEL k");
      add(words[0], "steady", 300);
      if (!grows) {
        add(words[0], "passing", 2000);
      }
      Set<String> seen = new HashSet<>();
      String cursor = "0";
      int step = 0;
      do {
        Reply.Array reply = (Reply.Array) call(words[2] + " k " + cursor + " COUNT 10");
        cursor = text(reply.items().getFirst());
        ((Reply.Array) reply.items().getLast()).items().forEach(item -> seen.add(text(item)));
        for (int i = 0; i < 40; i++) {
          call((grows ? words[0] : words[1]).replace("x", "passing" + (step * 40 + i) % 2000));
        }
        step++;
      } while (!cursor.equals("0"));
      for (int i = 0; i < 300; i++) {
        assertTrue(seen.contains("steady" + i), "grows: " + grows + ", lost steady" + i);
      }
    }
  }

  private void add(String call, String name, int count) {
    for (int i = 0; i < count; i++) {
      call(call.replace("x", name + i));
    }
  }

  private static void assertEven(Map<String, Integer> seen) {
    double expected = (double) DRAWS / ELEMENTS;
    double uneven = 0;
    for (int count : seen.values()) {
      uneven += (count - expected) * (count - expected) / expected;
    }
    assertTrue(uneven < MOST_UNEVEN, "chi-square is " + uneven);
  }

  private Reply call(String line) {
    var words = new ArrayList<Bytes>();
    for (String word : line.split(" ", -1)) {
      words.add(Bytes.of(word));
    }
    return node.call(0, words);
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Bulk(Bytes value) -> value.toString();
      case Reply.Array(List<Reply> items) -> text(items.getFirst());
      default -> throw new AssertionError(reply);
    };
  }
}
