package hitrate.engine.session;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.FieldExpiry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.Reply;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.TimedFields;
import hitrate.engine.testing.Choices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A random history of hashes whose fields expire, held against maps with times.
final class FieldHistory implements AutoCloseable {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final int KEYS = 4;
  private static final long STAYS = Long.MAX_VALUE;

  /// What a field holds, and when it expires.
  private record Held(String value, long time) {}

  private final Map<String, Map<String, Held>> expected = new TreeMap<>();
  private final Choices choices;
  private final BareNode node;
  private final int fields;

  /// @param packedEntries up to how many fields a hash is packed
  /// @param fields how many names of fields there are
  FieldHistory(long seed, int packedEntries, int fields) {
    this.choices = Choices.seeded(seed);
    this.node = new BareNode(START, seed);
    this.fields = fields;
    node.packing().set("hash-max-listpack-entries", "" + packedEntries);
  }

  @Override
  public void close() {
    node.close();
  }

  void next() {
    step();
    assertIndexIsExact();
  }

  /// The time of everything passes.
  void end() {
    node.virtualClock().advance(Duration.ofDays(1));
    forgetOver();
    sweep();
    call("DEL", "h0", "h1", "h2", "h3");
    var keyspace = node.keyspace();
    assertEquals(
        keyspace.slab().usedBytes() + keyspace.largeValueBytes(),
        keyspace.usedBytes(),
        "nothing is kept for times any more");
  }

  private long now() {
    return node.virtualClock().millis();
  }

  private Reply call(String... words) {
    return node.call(0, List.of(words).stream().map(Bytes::of).toList());
  }

  private void sweep() {
    node.keyspace().setNow(now());
    node.keyspace().sweepExpired(() -> true);
    assertEquals(expected.size(), node.keyspace().database(0).size(), "keys after a sweep");
  }

  /// The set of hashes by their next field says of each what the hash itself says.
  private void assertIndexIsExact() {
    Database database = node.keyspace().database(0);
    var timed = new int[1];
    database.forEach(entry ->
        timed[0] +=
            FieldExpiry.earliest(database, entry, new Listpack()) == TimedFields.NEVER ? 0 : 1);
    assertEquals(timed[0], database.fields().size());
  }

  private void step() {
    forgetOver();
    String key = "h" + choices.below(KEYS);
    Map<String, Held> hash = expected.getOrDefault(key, Map.of());
    switch (choices.below(20)) {
      case 0, 1, 2 -> set(key);
      case 3 -> change(key);
      case 4 -> delete(key);
      case 5, 6, 7, 8 -> expire(key);
      case 9 -> persist(key);
      case 10 -> lookAtTimes(key, hash);
      case 11, 12 -> lookAtField(key, hash);
      case 13, 14 -> lookAtAll(key, hash);
      case 15 -> move(key);
      case 16 -> sweep();
      default -> node.virtualClock().advance(Duration.ofMillis(choices.below(400)));
    }
    forgetOver();
  }

  private void forgetOver() {
    expected.values().forEach(hash -> hash.values().removeIf(held -> held.time < now()));
    expected.values().removeIf(Map::isEmpty);
  }

  private String field() {
    return "f" + choices.below(fields);
  }

  private Map<String, Held> hash(String key) {
    return expected.computeIfAbsent(key, _ -> new TreeMap<>());
  }

  private static Reply number(long number) {
    return new Reply.Int(number);
  }

  private static Reply text(String text) {
    return new Reply.Bulk(Bytes.of(text));
  }

  private void set(String key) {
    int count = 1 + choices.below(fields > 100 ? 80 : 3);
    var words = new ArrayList<>(List.of("HSET", key));
    int added = 0;
    for (int i = 0; i < count; i++) {
      String field = field();
      String value = "" + choices.below(1000);
      words.addAll(List.of(field, value));
      added += hash(key).put(field, new Held(value, STAYS)) == null ? 1 : 0;
    }
    assertEquals(number(added), call(words.toArray(String[]::new)), words::toString);
  }

  private void change(String key) {
    String field = field();
    Held old = hash(key).get(field);
    if (choices.percent(50)) {
      assertEquals(number(old == null ? 1 : 0), call("HSETNX", key, field, "5"));
      hash(key).putIfAbsent(field, new Held("5", STAYS));
      return;
    }
    long sum = 3 + (old == null ? 0 : Long.parseLong(old.value));
    assertEquals(number(sum), call("HINCRBY", key, field, "3"));
    hash(key).put(field, new Held("" + sum, old == null ? STAYS : old.time));
  }

  private void delete(String key) {
    if (choices.percent(20)) {
      call("DEL", key); // whether expired fields still hold the key is nobody's business
      expected.remove(key);
      return;
    }
    String field = field();
    boolean was = hash(key).remove(field) != null;
    assertEquals(number(was ? 1 : 0), call("HDEL", key, field));
  }

  private void expire(String key) {
    long millis = choices.percent(5) ? 0 : choices.below(1500);
    String condition = choices.of(List.of("", "", "NX", "XX", "GT", "LT"));
    var words = new ArrayList<>(List.of("HPEXPIRE", key, "" + millis));
    if (!condition.isEmpty()) {
      words.add(condition);
    }
    int count = 1 + choices.below(fields > 100 ? 200 : 3);
    words.addAll(List.of("FIELDS", "" + count));
    var replies = new ArrayList<Reply>();
    for (int i = 0; i < count; i++) {
      String field = field();
      words.add(field);
      replies.add(number(expire(key, field, now() + millis, condition)));
    }
    assertEquals(new Reply.Array(replies), call(words.toArray(String[]::new)), words::toString);
  }

  private int expire(String key, String field, long time, String condition) {
    Held held = hash(key).get(field);
    if (held == null) {
      return -2;
    }
    boolean isAllowed =
        switch (condition) {
          case "NX" -> held.time == STAYS;
          case "XX" -> held.time != STAYS;
          case "GT" -> time > held.time;
          case "LT" -> time < held.time;
          default -> true;
        };
    if (!isAllowed) {
      return 0;
    } else if (time <= now()) {
      hash(key).remove(field);
      return 2;
    }
    hash(key).put(field, new Held(held.value, time));
    return 1;
  }

  private void persist(String key) {
    String field = field();
    Held held = hash(key).get(field);
    long reply = held == null ? -2 : held.time == STAYS ? -1 : 1;
    assertEquals(
        new Reply.Array(List.of(number(reply))), call("HPERSIST", key, "FIELDS", "1", field));
    hash(key).computeIfPresent(field, (_, old) -> new Held(old.value, STAYS));
  }

  private void lookAtTimes(String key, Map<String, Held> hash) {
    for (int i = 0; i < 5; i++) {
      String field = field();
      Held held = hash.get(field);
      long time = held == null ? -2 : held.time == STAYS ? -1 : held.time;
      long left = time < 0 ? time : time - now();
      assertEquals(times(time), call("HPEXPIRETIME", key, "FIELDS", "1", field));
      assertEquals(times(left), call("HPTTL", key, "FIELDS", "1", field));
      long seconds = left < 0 ? left : (left + 999) / 1000;
      assertEquals(times(seconds), call("HTTL", key, "FIELDS", "1", field));
    }
  }

  private static Reply times(long time) {
    return new Reply.Array(List.of(number(time)));
  }

  private void lookAtField(String key, Map<String, Held> hash) {
    String field = field();
    Held held = hash.get(field);
    Reply value = held == null ? new Reply.Null() : text(held.value);
    assertEquals(value, call("HGET", key, field));
    assertEquals(new Reply.Array(List.of(value)), call("HMGET", key, field));
    assertEquals(number(held == null ? 0 : 1), call("HEXISTS", key, field));
    assertEquals(number(held == null ? 0 : held.value.length()), call("HSTRLEN", key, field));
  }

  private void lookAtAll(String key, Map<String, Held> hash) {
    assertEquals(number(hash.size()), call("HLEN", key));
    var values = new TreeMap<String, String>();
    hash.forEach((field, held) -> values.put(field, held.value));
    assertEquals(values, pairs(call("HGETALL", key)));
    assertEquals(values, pairs(call("HRANDFIELD", key, "10000", "WITHVALUES")));
    List<Reply> scanned = ((Reply.Array) call("HSCAN", key, "0", "COUNT", "100000")).items();
    assertEquals(values, pairs(scanned.get(1)));
    assertEquals(hash.size(), ((Reply.Array) call("HKEYS", key)).items().size());
    assertEquals(hash.size(), ((Reply.Array) call("HVALS", key)).items().size());
    if (hash.isEmpty()) {
      assertEquals(new Reply.Null(), call("HRANDFIELD", key));
    } else {
      assertTrue(hash.containsKey(word(call("HRANDFIELD", key))));
    }
  }

  private static String word(Reply reply) {
    return ((Reply.Bulk) reply).value().toString();
  }

  private static Map<String, String> pairs(Reply reply) {
    var pairs = new TreeMap<String, String>();
    List<Reply> words = ((Reply.Array) reply).items();
    for (int i = 0; i < words.size(); i += 2) {
      pairs.put(word(words.get(i)), word(words.get(i + 1)));
    }
    return pairs;
  }

  /// A hash takes its fields' times along to another name or another database and back.
  private void move(String from) {
    if (!expected.containsKey(from)) {
      return;
    }
    String to = "h" + choices.below(KEYS);
    switch (choices.below(5)) {
      case 0 -> {
        call("RENAME", from, to);
        expected.put(to, requireNonNull(expected.remove(from)));
      }
      case 1 -> {
        if (!to.equals(from)) {
          call("COPY", from, to, "REPLACE");
          expected.put(to, new TreeMap<>(expected.get(from)));
        }
      }
      case 2 -> {
        call("MOVE", from, "1");
        assertEquals(0, node.keyspace().database(0).find(key(from)));
        node.call(1, List.of(Bytes.of("MOVE"), Bytes.of(from), Bytes.of("0")));
      }
      case 3 -> {
        call("SWAPDB", "0", "1");
        assertEquals(0, node.keyspace().database(0).fields().size());
        call("SWAPDB", "0", "1");
      }
      default -> {
        call("SET", from, "x");
        expected.remove(from);
        call("DEL", from);
      }
    }
  }

  private Key key(String name) {
    return Key.of(Bytes.of(name), node.keyspace().hash());
  }
}
