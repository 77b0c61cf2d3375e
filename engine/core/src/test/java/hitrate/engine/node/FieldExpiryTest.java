package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields of a hash that expire, as the documentation of redis-server 7.4 has them. The real server
/// that everything else is compared with, 7.0, knows nothing of them: what is expected is written
/// here.
class FieldExpiryTest {
  private static final long START = 1_700_000_000_000L;

  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochMilli(START));
  private final List<NodeEvent> events = new CopyOnWriteArrayList<>();

  private CacheNode start(String packedEntries) {
    return CacheNode.builder()
        .clock(clock)
        .listen(events::add)
        .config("hash-max-listpack-entries", packedEntries)
        .config("enable-debug-command", "yes")
        .start();
  }

  /// Runs lines `command | reply`, and lines `+ milliseconds` that let time pass.
  private void tell(CacheNode node, String story) {
    for (String line : story.lines().toList()) {
      if (line.startsWith("+")) {
        clock.advance(Duration.ofMillis(Long.parseLong(line.substring(1).strip())));
      } else {
        String[] parts = line.split("\\|", 2);
        assertEquals(parts[1].strip(), text(call(node, parts[0].strip())), line);
      }
    }
  }

  private static Reply call(CacheNode node, String command) {
    return node.call(Words.split(command).stream().map(Object::toString).toArray(String[]::new));
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Int(long value) -> "" + value;
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Simple(String text) -> text;
      case Reply.Error(String text) -> text;
      case Reply.Array(var items) ->
          items.stream().map(FieldExpiryTest::text).collect(Collectors.joining(" ", "[", "]"));
      default -> "nil";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void fieldsGetTimesAndLoseThem(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          HEXPIRE nosuch 10 FIELDS 2 a b       | [-2 -2]
          HTTL nosuch FIELDS 2 a b             | [-2 -2]
          HPEXPIRETIME nosuch FIELDS 1 a       | [-2]
          HPERSIST nosuch FIELDS 2 a b         | [-2 -2]
          EXISTS nosuch                        | 0
          HSET h a 1 b 2 c 3 d 4               | 4
          HTTL h FIELDS 2 a x                  | [-1 -2]
          HEXPIRE h 10 FIELDS 3 a x b          | [1 -2 1]
          HTTL h FIELDS 4 a b c x              | [10 10 -1 -2]
          HPTTL h FIELDS 2 a c                 | [10000 -1]
          HEXPIRETIME h FIELDS 2 a c           | [1700000010 -1]
          HPEXPIRETIME h FIELDS 1 a            | [1700000010000]
          HPEXPIRE h 1500 FIELDS 1 c           | [1]
          HTTL h FIELDS 1 c                    | [2]
          HPEXPIRETIME h FIELDS 1 c            | [1700000001500]
          HEXPIRETIME h FIELDS 1 c             | [1700000002]
          HEXPIREAT h 1700000005 FIELDS 1 a    | [1]
          HPEXPIREAT h 1700000000700 FIELDS 1 b | [1]
          HPTTL h FIELDS 4 a b c d             | [5000 700 1500 -1]
          HPERSIST h FIELDS 4 a d x c          | [1 -1 -2 1]
          HPTTL h FIELDS 4 a b c d             | [-1 700 -1 -1]
          TTL h                                | -1
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void conditionsTakeAFieldThatStaysForTheOneThatGoesLast(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          HSET h a 1 b 2                       | 2
          HEXPIRE h 10 XX FIELDS 2 a b         | [0 0]
          HEXPIRE h 10 GT FIELDS 1 a           | [0]
          HEXPIRE h 10 NX FIELDS 1 a           | [1]
          HEXPIRE h 20 nx FIELDS 2 a b         | [0 1]
          HEXPIRE h 10 GT FIELDS 2 a b         | [0 0]
          HEXPIRE h 11 gt FIELDS 2 a b         | [1 0]
          HEXPIRE h 11 LT FIELDS 2 a b         | [0 1]
          HPERSIST h FIELDS 1 b                | [1]
          HEXPIRE h 99 LT FIELDS 1 b           | [1]
          HEXPIRE h 12 XX FIELDS 2 a b         | [1 1]
          HTTL h FIELDS 2 a b                  | [12 12]
          HEXPIRE h 0 GT FIELDS 1 a            | [0]
          HEXPIRE h 0 LT FIELDS 1 a            | [2]
          HLEN h                               | 1
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void aTimeThatIsOverDeletesAtOnce(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          HSET h a 1 b 2 c 3 d 4               | 4
          HEXPIRE h 0 FIELDS 2 a x             | [2 -2]
          HPEXPIREAT h 1699999999999 FIELDS 1 b | [2]
          HEXPIREAT h 0 NX FIELDS 1 c          | [2]
          HKEYS h                              | [d]
          HPEXPIREAT h 1700000000000 FIELDS 2 d d | [2 -2]
          EXISTS h                             | 0
          """);
      assertEquals("[hset, hdel, hdel, hdel, hdel, del]", changes("h").toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void aFieldLivesThroughItsLastMillisecondAndIsNotSeenBehindIt(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          DEBUG SET-ACTIVE-EXPIRE 0            | OK
          HSET h a 1 b 22 c 333                | 3
          HPEXPIRE h 100 FIELDS 1 b            | [1]
          + 100
          HGET h b                             | 22
          HPTTL h FIELDS 1 b                   | [0]
          + 1
          HGET h b                             | nil
          HMGET h a b c                        | [1 nil 333]
          HEXISTS h b                          | 0
          HSTRLEN h b                          | 0
          HLEN h                               | 2
          HPTTL h FIELDS 1 b                   | [-2]
          HPEXPIRE h 1 FIELDS 1 b              | [-2]
          HPERSIST h FIELDS 1 b                | [-2]
          HDEL h b                             | 0
          HSETNX h b 5                         | 1
          HPTTL h FIELDS 1 b                   | [-1]
          HPEXPIRE h 100 FIELDS 3 a b c        | [1 1 1]
          EXPIRE h 100                         | 1
          + 101
          EXISTS h                             | 1
          HGETALL h                            | []
          EXISTS h                             | 0
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void overwritingHasAFieldStayAndCountingDoesNot(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          HSET h a 1 b 2 c 3 d 4               | 4
          HPEXPIRE h 500 FIELDS 4 a b c d      | [1 1 1 1]
          HSET h a 5                           | 0
          HINCRBY h b 5                        | 7
          HINCRBYFLOAT h c 0.5                 | 3.5
          HSETNX h d 9                         | 0
          HMSET h x 1                          | OK
          HPTTL h FIELDS 5 a b c d x           | [-1 500 500 500 -1]
          HDEL h b                             | 1
          HSET h b 1                           | 1
          HPTTL h FIELDS 1 b                   | [-1]
          + 501
          HLEN h                               | 3
          HINCRBY h c 1                        | 1
          HPTTL h FIELDS 1 c                   | [-1]
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void timesGoWhereTheHashGoes(String packedEntries) {
    try (var node = start(packedEntries)) {
      tell(
          node,
          """
          HSET h a 1 b 2                       | 2
          HPEXPIRE h 500 FIELDS 1 a            | [1]
          COPY h copy                          | 1
          RENAME h moved                       | OK
          MOVE moved 1                         | 1
          SWAPDB 0 1                           | OK
          HPTTL moved FIELDS 2 a b             | [500 -1]
          SWAPDB 0 1                           | OK
          HPTTL copy FIELDS 2 a b              | [500 -1]
          HPERSIST copy FIELDS 1 a             | [1]
          SWAPDB 0 1                           | OK
          HPTTL moved FIELDS 1 a               | [500]
          EXPIRE moved 100                     | 1
          + 501
          HGETALL moved                        | [b 2]
          """);
      assertEquals(1, node.stats().keys() - 1, "the copy in the other database is whole");
    }
  }

  @Test
  void theEncodingTells() {
    try (var node = start("3")) {
      tell(
          node,
          """
          HSET h a 1 b 2                       | 2
          OBJECT ENCODING h                    | listpack
          HEXPIRE h 10 XX FIELDS 1 a           | [0]
          OBJECT ENCODING h                    | listpack
          HEXPIRE h 10 FIELDS 1 a              | [1]
          OBJECT ENCODING h                    | listpackex
          TYPE h                               | hash
          DEBUG LISTPACK h                     | Listpack structure printed on stdout
          HPERSIST h FIELDS 1 a                | [1]
          OBJECT ENCODING h                    | listpackex
          HSET h c 3                           | 1
          OBJECT ENCODING h                    | listpackex
          HSET h d 3                           | 1
          OBJECT ENCODING h                    | hashtable
          HEXPIRE h 10 FIELDS 1 a              | [1]
          OBJECT ENCODING h                    | hashtable
          """);
    }
  }

  @Test
  void wrongWordsAreRefused() {
    String fields = "ERR Mandatory argument FIELDS is missing or not at the right position";
    String match = "ERR The `numfields` parameter must match the number of arguments";
    try (var node = start("512")) {
      tell(
          node,
          """
          SET s 1                              | OK
          HSET h a 1                           | 1
          HEXPIRE s x y z 1 a                  | %1$s
          HTTL s y 1 a                         | %1$s
          HPERSIST s y 1 a                     | %1$s
          HEXPIRE h x FIELDS 1 a               | ERR value is not an integer or out of range
          HEXPIRE h -1 FIELDS 1 a              | ERR invalid expire time, must be >= 0
          HEXPIRE h 70368744178 FIELDS 1 a     | ERR invalid expire time in 'hexpire' command
          HEXPIREAT h 70368744178 FIELDS 1 a   | ERR invalid expire time in 'hexpireat' command
          HPEXPIREAT h 70368744177664 FIELDS 1 a | ERR invalid expire time in 'hpexpireat' command
          HPEXPIRE h 70368744177663 FIELDS 1 a | ERR invalid expire time in 'hpexpire' command
          HPEXPIREAT h 70368744177663 FIELDS 1 a | [1]
          HEXPIRE h 10 NX XX FIELDS 1 a        | %2$s
          HEXPIRE h 10 FIELD 1 a               | %2$s
          HEXPIRE h 10 NX 1 FIELDS a           | %2$s
          HTTL h 1 FIELDS a                    | %2$s
          HEXPIRE h 10 FIELDS 0 a              | ERR Parameter `numFields` should be greater than 0
          HEXPIRE h 10 FIELDS x a              | ERR Parameter `numFields` should be greater than 0
          HTTL h FIELDS 0 a                    | ERR Number of fields must be a positive integer
          HPERSIST h FIELDS -1 a               | ERR Number of fields must be a positive integer
          HEXPIRE h 10 FIELDS 2 a              | %3$s
          HEXPIRE h 10 NX FIELDS 1             | %3$s
          HTTL h FIELDS 1 a b                  | %3$s
          HPERSIST h FIELDS 2 a                | %3$s
          HEXPIRE h 10 FIELDS 1                | ERR wrong number of arguments for 'hexpire' command
          HPTTL h FIELDS 1                     | ERR wrong number of arguments for 'hpttl' command
          """
              .formatted(
                  "WRONGTYPE Operation against a key holding the wrong kind of value",
                  fields,
                  match));
    }
  }

  private List<String> changes(String key) {
    var changes = new ArrayList<String>();
    for (NodeEvent event : events) {
      if (event instanceof NodeEvent.Changed(_, String what, var name)
          && name.toString().equals(key)
          && !what.equals("new")) {
        changes.add(what);
      }
    }
    return changes;
  }

  @Test
  void whoListensHearsOfTimesAndOfWhatTheyDo() {
    try (var node = start("512")) {
      tell(
          node,
          """
          HSET h a 1 b 2 c 3                   | 3
          HPEXPIRE h 10 FIELDS 2 a b           | [1 1]
          HPEXPIRE h 10 NX FIELDS 1 a          | [0]
          HPEXPIRE h 900 FIELDS 1 c            | [1]
          HPERSIST h FIELDS 2 a b              | [1 1]
          HPERSIST h FIELDS 2 a b              | [-1 -1]
          HPEXPIRE h 20 FIELDS 2 a b           | [1 1]
          + 21
          HLEN h                               | 1
          + 900
          EXISTS h                             | 0
          """);
      assertEquals(
          "[hset, hexpire, hexpire, hpersist, hexpire, hexpired, hexpired, del]",
          changes("h").toString());
    }
  }

  @Test
  void fieldsGoWithoutAnybodyAskingAndInfoCountsThem() {
    try (var node = start("512")) {
      var words = new ArrayList<>(List.of("HSET", "big", "stays", "1"));
      var fields = new ArrayList<>(List.of("HPEXPIRE", "big", "50", "FIELDS", "1000"));
      for (int i = 0; i < 1000; i++) {
        words.addAll(List.of("f" + i, "v"));
        fields.add("f" + i);
      }
      node.call(words.toArray(String[]::new));
      node.call(fields.toArray(String[]::new));
      tell(node, "HSET small a 1\n".replace("\n", " | 1\n") + "HPEXPIRE small 60 FIELDS 1 a | [1]");
      assertTrue(info(node, "keyspace").contains("db0:keys=2,expires=0,avg_ttl=0,subexpiry=2\r"));
      assertFalse(info(node, "stats").contains("expired_subkeys"));
      clock.advance(Duration.ofMillis(61));
      assertEquals(1, node.stats().keys());
      assertTrue(info(node, "keyspace").contains("db0:keys=1,expires=0,avg_ttl=0\r"));
      assertTrue(info(node, "stats").contains("expired_subkeys:1001\r"));
      tell(node, "HGETALL big | [stays 1]");
    }
  }

  private static String info(CacheNode node, String section) {
    return ((Reply.Bulk) node.call("INFO", section)).value().toString();
  }

  @Test
  void theCommandsAreKnownByNameAndListedNowhere() {
    try (var node = start("512")) {
      assertFalse(text(node.call("COMMAND")).contains("hexpire"));
      assertFalse(text(node.call("COMMAND", "DOCS")).contains("hexpire"));
      assertFalse(text(node.call("COMMAND", "LIST")).contains("httl"));
      assertFalse(text(node.call("ACL", "CAT", "hash")).contains("httl"));
      tell(
          node,
          """
          COMMAND GETKEYS HEXPIRE h 10 FIELDS 1 a | [h]
          COMMAND GETKEYSANDFLAGS HTTL h FIELDS 1 a | [[h [RO access]]]
          ACL SETUSER ann on nopass ~* +@hash  | OK
          ACL DRYRUN ann HEXPIRE h 10 FIELDS 1 a | OK
          ACL SETUSER bob on nopass ~* +@read  | OK
          ACL DRYRUN bob HPTTL h FIELDS 1 a    | OK
          ACL DRYRUN bob HPERSIST h FIELDS 1 a \
          | This user has no permissions to run the 'hpersist' command
          """);
      assertEquals(
          "[[hexpire -6 [write denyoom fast] 1 1 1 [@write @hash @fast] [] [[flags [RW update]"
              + " begin_search [type index spec [index 1]]"
              + " find_keys [type range spec [lastkey 0 keystep 1 limit 0]]]] []]]",
          text(node.call("COMMAND", "INFO", "hexpire")));
      String docs = text(node.call("COMMAND", "DOCS", "hpexpireat"));
      assertTrue(docs.contains("since 7.4.0 group hash complexity"), docs);
      assertTrue(docs.contains("name condition type oneof flags [optional]"), docs);
    }
  }
}
