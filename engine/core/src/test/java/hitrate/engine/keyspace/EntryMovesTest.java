package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of an entry's value, deadline and age; large values: [DatabaseTest].
class EntryMovesTest {
  private static final long LATER = 5_000;
  private static final long TEN_MINUTES = 600;

  private final Keyspace keyspace = new Keyspace(2, Region.portable(), Entropy.seeded(1));
  private final Database one = keyspace.database(0);
  private final Database other = keyspace.database(1);

  @BeforeEach
  void store() {
    keyspace.setNow(1);
    put("a", "value", LATER);
    one.setIdle(one.find(key("a")), TEN_MINUTES);
  }

  @AfterEach
  void close() {
    keyspace.close();
  }

  private Key key(String name) {
    return Key.of(Bytes.of(name), keyspace.hash());
  }

  private void put(String key, String value, long expireAt) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    one.put(key(key), Kind.STRING_RAW, bytes, 0, bytes.length, expireAt);
  }

  private String value(Database database, String key) {
    long entry = database.find(key(key));
    return entry == 0
        ? "none"
        : new String(Entry.value(database.region(), entry), StandardCharsets.US_ASCII);
  }

  private long idleSeconds(Database database, String key) {
    return keyspace.marks().idleSeconds(Entry.mark(database.region(), database.find(key(key))));
  }

  @Test
  void aCopyHasTheDeadlineAndIsAsGoodAsNew() {
    EntryMoves.copy(one.find(key("a")), other, key("b"));
    assertEquals("value", value(one, "a"));
    assertEquals("value", value(other, "b"));
    assertEquals(LATER, Entry.expireAt(other.region(), other.find(key("b"))));
    assertEquals(TEN_MINUTES, idleSeconds(one, "a"));
    assertEquals(0, idleSeconds(other, "b"));
    assertEquals(1, other.expiringKeys());
  }

  @Test
  void whatMovesLeavesNothingBehindAndIsAsOldAsItWas() {
    EntryMoves.move(one, key("a"), other, key("a"));
    assertEquals(0, one.size());
    assertEquals(0, one.expiringKeys());
    assertEquals("value", value(other, "a"));
    assertEquals(TEN_MINUTES, idleSeconds(other, "a"));
  }

  @Test
  void whatWasThereGoesWithItsDeadline() {
    put("b", "longer than the other value", Entry.NO_EXPIRY);
    EntryMoves.move(one, key("b"), one, key("a"));
    assertEquals("longer than the other value", value(one, "a"));
    assertEquals("none", value(one, "b"));
    assertEquals(1, one.size());
    assertEquals(0, one.expiringKeys());
    one.clear();
    keyspace.tidy(() -> true);
    assertEquals(0, keyspace.slab().usedBytes(), "nothing is left behind");
  }
}
