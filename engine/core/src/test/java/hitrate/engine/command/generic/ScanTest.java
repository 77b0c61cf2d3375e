package hitrate.engine.command.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {
  @Test
  void aSmallDatabaseIsSeenInOneCall() {
    try (var node = CacheNode.start()) {
      node.call("MSET", "a", "1", "b", "2", "c", "3");
      var seen = new HashSet<String>();
      assertEquals("0", scan(node, "0", "10", seen));
      assertEquals(Set.of("a", "b", "c"), seen);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keysThatAreThereAllAlongAreSeenWhileOthersComeAndGo(long seed) {
    try (var node = CacheNode.start()) {
      var random = new Random(seed);
      for (int i = 0; i < 500; i++) {
        node.call("SET", "steady:" + i, "1");
      }
      Set<String> seen =
          scanAll(
              node,
              _ -> {
                for (int i = 0; i < 20; i++) {
                  node.call("SET", "passing:" + random.nextInt(4000), "1");
                  node.call("DEL", "passing:" + random.nextInt(4000));
                }
              });
      for (int i = 0; i < 500; i++) {
        assertTrue(seen.contains("steady:" + i), "seed " + seed + " lost steady:" + i);
      }
    }
  }

  @Test
  void cursorsNobodyGaveOutAreHarmless() {
    try (var node = CacheNode.start()) {
      node.call("SET", "a", "1");
      for (String cursor :
          List.of("1", "511", "512", "-1", "18446744073709551615", "2199023255552")) {
        assertTrue(node.call("SCAN", cursor) instanceof Reply.Array, cursor);
      }
    }
  }

  private static Set<String> scanAll(CacheNode node, IntConsumer between) {
    var seen = new HashSet<String>();
    String cursor = "0";
    int calls = 0;
    do {
      cursor = scan(node, cursor, "7", seen);
      between.accept(calls++);
    } while (!cursor.equals("0"));
    return seen;
  }

  private static String scan(CacheNode node, String cursor, String count, Set<String> seen) {
    var reply = (Reply.Array) node.call("SCAN", cursor, "COUNT", count);
    for (Reply key : ((Reply.Array) reply.items().get(1)).items()) {
      seen.add(((Reply.Bulk) key).value().toString());
    }
    return ((Reply.Bulk) reply.items().getFirst()).value().toString();
  }
}
