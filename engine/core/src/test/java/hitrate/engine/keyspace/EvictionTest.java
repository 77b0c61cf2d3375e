package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Eviction.Outcome;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvictionTest {

  private static final int KEYS = 2_000;
  private static final long SECOND = 1000;

  private final Keyspace keyspace = new Keyspace(2, Region.portable(), Entropy.seeded(4711));
  private final Database database = keyspace.database(0);
  private final Eviction eviction = keyspace.eviction();
  private long now = 1_000_000;

  @AfterEach
  void close() {
    keyspace.close();
  }

  @Test
  void withoutAPolicyNothingGoesAndTheMemoryStaysFull() {
    fill(Entry.NO_EXPIRY);
    eviction.limit(1000);
    assertEquals(Outcome.FAILED, eviction.makeRoom(() -> true));
    assertEquals(KEYS, database.size());
  }

  @Test
  void keysGoUntilThereIsRoomAndNoLonger() {
    fill(Entry.NO_EXPIRY);
    long half = keyspace.usedBytes() / 2;
    eviction.policy(EvictionPolicy.ALLKEYS_RANDOM);
    eviction.limit(half);
    assertEquals(Outcome.DONE, eviction.makeRoom(() -> true));
    assertTrue(keyspace.usedBytes() <= half);
    assertTrue(keyspace.usedBytes() > half - 100, "one key too many at most");
    assertEquals(KEYS - database.size(), keyspace.evictedKeys());
  }

  @Test
  void evictionStopsWhenTimeIsUp() {
    fill(Entry.NO_EXPIRY);
    eviction.policy(EvictionPolicy.ALLKEYS_LRU);
    eviction.limit(1);
    assertEquals(Outcome.UNFINISHED, eviction.makeRoom(() -> false));
    assertTrue(database.size() > KEYS / 2);
    assertEquals(Outcome.FAILED, eviction.makeRoom(() -> true), "the empty index is left");
    assertEquals(0, database.size());
  }

  @Test
  void lruSparesWhatWasUsedLately() {
    fill(Entry.NO_EXPIRY);
    pass(1000 * SECOND);
    for (int i = 0; i < KEYS / 4; i++) {
      database.read(key(i));
    }
    eviction.policy(EvictionPolicy.ALLKEYS_LRU);
    evictHalf();
    assertEquals(KEYS / 4, left(0, KEYS / 4));
  }

  @Test
  void lruPassesOverAKeyThatWasUsedWhileItWaited() {
    fill(Entry.NO_EXPIRY);
    pass(1000 * SECOND);
    eviction.policy(EvictionPolicy.ALLKEYS_LRU);
    eviction.samples(16);
    eviction.limit(keyspace.usedBytes() - 1);
    eviction.makeRoom(() -> true);
    for (int i = 0; i < KEYS / 2; i++) { // about half of those that wait now
      database.read(key(i));
    }
    long before = left(0, KEYS / 2);
    eviction.limit(keyspace.usedBytes() - 500);
    eviction.makeRoom(() -> true);
    assertEquals(before, left(0, KEYS / 2));
  }

  @Test
  void lfuSparesWhatIsUsedOften() {
    eviction.policy(EvictionPolicy.ALLKEYS_LFU);
    fill(Entry.NO_EXPIRY);
    for (int i = 0; i < KEYS / 4; i++) {
      for (int use = 0; use < 300; use++) {
        database.read(key(i));
      }
    }
    for (int i = KEYS / 4; i < KEYS; i++) { // used later, but once
      database.read(key(i));
    }
    evictHalf();
    assertTrue(left(0, KEYS / 4) > KEYS / 4 - 10);
  }

  @Test
  void usesAreForgottenWithTime() {
    eviction.policy(EvictionPolicy.ALLKEYS_LFU);
    Key key = key(1);
    put(key, Entry.NO_EXPIRY);
    for (int i = 0; i < 100_000; i++) {
      database.read(key);
    }
    AccessMarks marks = keyspace.marks();
    int uses = marks.uses(Entry.mark(database.region(), database.find(key)));
    assertTrue(uses > 100 && uses < 200, "100,000 uses count as " + uses);
    pass(10 * 60 * SECOND);
    assertEquals(uses - 10, marks.uses(Entry.mark(database.region(), database.find(key))));
    marks.decayMinutes(0);
    assertEquals(uses, marks.uses(Entry.mark(database.region(), database.find(key))));
    marks.decayMinutes(1);
    pass(1000 * 60 * SECOND);
    assertEquals(0, marks.uses(Entry.mark(database.region(), database.find(key))));
  }

  @Test
  void ttlTakesWhatExpiresFirst() {
    for (int i = 0; i < KEYS; i++) {
      put(key(i), now + (i + 1) * 1000L);
    }
    eviction.policy(EvictionPolicy.VOLATILE_TTL);
    eviction.samples(10);
    evictHalf();
    long lateOnes = left(KEYS - KEYS / 4, KEYS);
    assertTrue(lateOnes > KEYS / 4 - 25, lateOnes + " of the last quarter are left");
  }

  @Test
  void volatilePoliciesFindTheOneKeyThatExpires() {
    for (var policy : EvictionPolicy.values()) {
      if (policy.isExpiringOnly()) {
        keyspace.clear();
        fill(Entry.NO_EXPIRY);
        put(key(77), now + 5000);
        eviction.policy(policy);
        eviction.limit(keyspace.usedBytes() - 1);
        assertEquals(Outcome.DONE, eviction.makeRoom(() -> true), policy.toString());
        assertEquals(0, database.find(key(77)), policy.toString());
        eviction.limit(1);
        assertEquals(Outcome.FAILED, eviction.makeRoom(() -> true), policy.toString());
        assertEquals(KEYS - 1, database.size(), policy.toString());
      }
    }
  }

  @Test
  void aSampleIsFair() {
    fill(Entry.NO_EXPIRY);
    var seen = new int[KEYS];
    long[] sample = new long[5];
    var entropy = Entropy.seeded(3);
    int draws = 0;
    while (draws < 100 * KEYS) {
      int count = database.sample(entropy, sample.length, false, sample);
      for (int i = 0; i < count; i++) {
        seen[Integer.parseInt(database.keyOf(sample[i]).toString().substring(4))]++;
      }
      draws += count;
    }
    for (int i = 0; i < KEYS; i++) {
      int times = seen[i];
      int key = i;
      assertTrue(times > 20 && times < 400, () -> "key " + key + " was drawn " + times + " times");
    }
  }

  @Test
  void whoListensIsToldWhatWentAndWhereAndTheEffectIsRecorded() {
    List<String> removed = new ArrayList<>();
    keyspace.recordRemovals((index, key, _) -> removed.add(index + " " + key));
    keyspace.database(1).put(key(5), Kind.STRING_RAW, new byte[1], 0, 1, Entry.NO_EXPIRY);
    eviction.policy(EvictionPolicy.ALLKEYS_RANDOM);
    eviction.limit(1);
    eviction.makeRoom(() -> true);
    assertEquals(List.of("1 key:5"), removed);
  }

  @Test
  void memoryOfAClearedDatabaseComesBackBeforeKeysGo() {
    fill(Entry.NO_EXPIRY);
    keyspace.database(1).put(key(5), Kind.STRING_RAW, new byte[1], 0, 1, Entry.NO_EXPIRY);
    long limit = keyspace.usedBytes() / 2;
    database.clear();
    eviction.policy(EvictionPolicy.ALLKEYS_LRU);
    eviction.limit(limit);
    assertTrue(eviction.isOver());
    eviction.makeRoom(() -> true);
    assertFalse(eviction.isOver());
    assertEquals(1, keyspace.database(1).size());
  }

  private void evictHalf() {
    eviction.limit(keyspace.usedBytes() - 56L * KEYS / 4);
    assertEquals(Outcome.DONE, eviction.makeRoom(() -> true));
  }

  private void pass(long millis) {
    now += millis;
    keyspace.setNow(now);
  }

  private void fill(long expireAt) {
    keyspace.setNow(now);
    for (int i = 0; i < KEYS; i++) {
      put(key(i), expireAt);
    }
  }

  private void put(Key key, long expireAt) {
    keyspace.setNow(now);
    database.put(key, Kind.STRING_RAW, new byte[32], 0, 32, expireAt);
  }

  private long left(int from, int to) {
    long left = 0;
    for (int i = from; i < to; i++) {
      left += database.find(key(i)) == 0 ? 0 : 1;
    }
    return left;
  }

  private Key key(int number) {
    return Key.of(Bytes.of("key:" + number), keyspace.hash());
  }
}
