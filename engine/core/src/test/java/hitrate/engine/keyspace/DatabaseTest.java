package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.world.Entropy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final long SEED = 7;

  private final Keyspace keyspace = new Keyspace(2, Region.reserve(1L << 34), Entropy.seeded(SEED));
  private final Database database = keyspace.database(0);

  @AfterEach
  void close() {
    keyspace.close();
  }

  @Test
  void behavesAsAMapWithExpiryThroughARandomHistory() {
    var random = new SplittableRandom(SEED);
    Map<String, Model> oracle = new HashMap<>();
    long now = 1_000_000;
    for (int step = 0; step < 300_000; step++) {
      keyspace.setNow(now);
      step(random, oracle, now, step);
      now += random.nextInt(100) == 0 ? random.nextInt(2_000) : 0;
    }
    keyspace.setNow(now);
    long end = now;
    oracle.values().removeIf(model -> model.expired(end));
    keyspace.sweepExpired(() -> true);
    assertEquals(oracle.size(), database.size());
    assertEquals(
        oracle.values().stream().filter(model -> model.expireAt != Entry.NO_EXPIRY).count(),
        database.expiringKeys());
    oracle.forEach((key, model) -> check(key, model, end, -1));
    database.clear();
    assertEquals(0, keyspace.slab().usedBytes(), "nothing is left behind");
  }

  /// A large value that only has a size.
  private record Box(long bytes) implements LargeValue {
    @Override
    public long parts() {
      return 1;
    }

    @Override
    public LargeValue copy() {
      return new Box(bytes);
    }

    @Override
    public LargeValue frozen() {
      return this;
    }
  }

  @Test
  void largeValuesAreCountedFromTheFirstToTheLastUse() {
    long empty = keyspace.largeValueBytes();
    database.putLarge(key("a"), Kind.SET_TABLE, new Box(1000));
    database.setExpiry(key("a"), database.find(key("a")), 5_000);
    EntryMoves.move(database, key("a"), database, key("b"));
    assertEquals(0, database.find(key("a")));
    long moved = database.find(key("b"));
    assertEquals(5_000, Entry.expireAt(database.region(), moved));
    assertEquals(empty + 1000, keyspace.largeValueBytes(), "moving copies nothing");
    EntryMoves.copy(moved, database, key("c"));
    EntryMoves.copy(moved, keyspace.database(1), key("c"));
    assertEquals(empty + 3000, keyspace.largeValueBytes());
    database.putPacked(key("c"), Kind.HASH_PACKED, new byte[10], 10);
    assertEquals(empty + 2000, keyspace.largeValueBytes(), "a smaller form lets the large one go");
    assertEquals(5_000, Entry.expireAt(database.region(), database.find(key("c"))));
    keyspace.setNow(5_001);
    assertEquals(0, database.find(key("b")));
    assertEquals(empty + 1000, keyspace.largeValueBytes(), "expired");
    keyspace.setNow(1);
    database.putLarge(key("d"), Kind.SET_TABLE, new Box(500));
    database.clear();
    keyspace.tidy(() -> true);
    assertEquals(empty + 1000, keyspace.largeValueBytes(), "of the other database");
    keyspace.clear();
    assertEquals(empty, keyspace.largeValueBytes());
  }

  private void step(SplittableRandom random, Map<String, Model> oracle, long now, int step) {
    String name = "k" + random.nextInt(step < 150_000 ? 40_000 : 4_000);
    Key key = key(name);
    Model model = oracle.get(name);
    if (model != null && model.expired(now)) {
      oracle.remove(name);
      model = null;
    }
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        byte[] value = value(random);
        long expireAt = random.nextInt(4) == 0 ? now + random.nextInt(1, 5_000) : Entry.NO_EXPIRY;
        database.put(key, Kind.STRING_RAW, value, 0, value.length, expireAt);
        oracle.put(name, new Model(value, expireAt));
      }
      case 3 -> {
        assertEquals(model != null, database.delete(key), "delete at step " + step);
        oracle.remove(name);
      }
      case 4 -> {
        long found = database.find(key);
        if (found != 0 && model != null) {
          int length = random.nextInt(400);
          database.resize(key, found, Kind.STRING_RAW, length);
          var value = new byte[length];
          System.arraycopy(model.value, 0, value, 0, Math.min(length, model.value.length));
          oracle.put(name, new Model(value, model.expireAt));
        }
      }
      case 5 -> {
        long found = database.find(key);
        if (found != 0 && model != null) {
          long expireAt = random.nextBoolean() ? now + random.nextInt(1, 5_000) : Entry.NO_EXPIRY;
          database.setExpiry(key, found, expireAt);
          oracle.put(name, new Model(model.value, expireAt));
        }
      }
      default -> check(name, model, now, step);
    }
  }

  private void check(String name, @Nullable Model model, long now, int step) {
    long entry = database.find(key(name));
    assertEquals(model != null && !model.expired(now), entry != 0, name + " at step " + step);
    if (entry != 0 && model != null) {
      assertArrayEquals(model.value, Entry.value(database.region(), entry), "step " + step);
      assertEquals(model.expireAt, Entry.expireAt(database.region(), entry), "step " + step);
    }
  }

  private static byte[] value(SplittableRandom random) {
    int length = random.nextInt(50) == 0 ? random.nextInt(70_000) : random.nextInt(120);
    var value = new byte[length];
    random.nextBytes(value);
    return value;
  }

  @Test
  void scanMeetsEveryKeyThatStaysWhileTheTableGrowsAndShrinks() {
    for (int i = 0; i < 5_000; i++) {
      put("stays" + i);
    }
    Set<String> seen = new HashSet<>();
    int other = 0;
    long position = 0;
    do {
      position = database.scan(position, entry -> seen.add(database.keyOf(entry).toString()));
      if (other < 60_000) {
        put("comes" + other++); // splits segments all along
      } else {
        database.delete(key("comes" + (other++ - 60_000)));
      }
    } while (position != 0);
    for (int i = 0; i < 5_000; i++) {
      assertTrue(seen.contains("stays" + i), "stays" + i);
    }
  }

  @Test
  void scanOfAQuietTableMeetsEveryKeyOnce() {
    for (int i = 0; i < 20_000; i++) {
      put("key" + i);
    }
    Map<String, Integer> seen = new HashMap<>();
    long position = 0;
    do {
      position =
          database.scan(
              position, entry -> seen.merge(database.keyOf(entry).toString(), 1, Integer::sum));
    } while (position != 0);
    assertEquals(20_000, seen.size());
    assertTrue(seen.values().stream().allMatch(times -> times == 1));
  }

  @Test
  void keysOfAnyLengthAreFound() {
    for (int length = 0; length < 6_000; length += length < 64 ? 1 : 613) {
      String name = "x".repeat(length);
      put(name);
      assertTrue(database.find(key(name)) != 0, "length " + length);
    }
  }

  @Test
  void anExpiredKeyIsNeverFoundAndIsReportedOnce() {
    put("a");
    Key key = key("a");
    keyspace.setNow(100);
    database.setExpiry(key, database.find(key), 200);
    keyspace.setNow(200);
    assertTrue(database.find(key) != 0, "its last millisecond, as in the real server");
    keyspace.setNow(201);
    assertEquals(0, database.find(key));
    assertEquals(0, database.find(key));
    assertEquals(1, keyspace.expiredKeys());
  }

  @Test
  void randomKeysComeFromTheWholeTable() {
    for (int i = 0; i < 1_000; i++) {
      put("key" + i);
    }
    Set<Bytes> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(database.keyOf(database.random()));
    }
    assertTrue(seen.size() > 950, "met " + seen.size() + " of 1000 keys in 10000 draws");
  }

  @Test
  void fiveHundredThousandSmallEntriesTakeAtMostSeventyFiveBytesEach() {
    byte[] value = new byte[32];
    for (int i = 0; i < 500_000; i++) {
      database.put(
          key("key:%012d".formatted(i)), Kind.STRING_EMBEDDED, value, 0, 32, Entry.NO_EXPIRY);
    }
    double each = (keyspace.slab().usedBytes() + 8.0 * 4096) / 500_000;
    assertTrue(each < 75, "bytes each: " + each);
  }

  private void put(String name) {
    database.put(key(name), Kind.STRING_EMBEDDED, new byte[1], 0, 1, Entry.NO_EXPIRY);
  }

  private Key key(String name) {
    return Key.of(Bytes.of(name), keyspace.hash());
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Model(byte[] value, long expireAt) {
    boolean expired(long now) {
      return expireAt != Entry.NO_EXPIRY && expireAt < now;
    }
  }
}
