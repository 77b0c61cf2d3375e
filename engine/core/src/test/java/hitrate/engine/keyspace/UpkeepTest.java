package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Memory comes back after many keys have gone, and nobody notices how.
class UpkeepTest {
  private static final long SEED = 20261122;

  private final Keyspace keyspace = new Keyspace(3, Region.reserve(1L << 34), Entropy.seeded(SEED));
  private final Database database = keyspace.database(0);

  @AfterEach
  void close() {
    keyspace.close();
  }

  @Test
  void memoryComesBackWhenNineTenthsOfTheKeysGo() {
    for (int i = 0; i < 300_000; i++) {
      put(database, i);
    }
    for (int i = 0; i < 300_000; i++) {
      if (i % 10 != 0) {
        database.delete(key(i));
      }
    }
    tidyFully();
    long held = keyspace.slab().heldBytes();
    assertTrue(held < keyspace.slab().usedBytes() + (4 << 20), "held " + held);
    assertTrue(database.indexBytes() < 30_000 * 80, "index " + database.indexBytes());
    for (int i = 0; i < 300_000; i++) {
      assertEquals(i % 10 == 0, holds(database, i), "key " + i);
    }
  }

  @Test
  void keysKeepTheirValuesWhileTheyAreMoved() {
    var random = new SplittableRandom(SEED);
    Map<Integer, byte[]> oracle = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      int range = step / 50_000 % 2 == 0 ? 60_000 : 3_000; // grows and shrinks
      int number = random.nextInt(60_000);
      if (number < range && random.nextInt(4) != 0) {
        var value = new byte[random.nextInt(60) == 0 ? random.nextInt(9_000) : random.nextInt(90)];
        random.nextBytes(value);
        database.put(key(number), Kind.STRING_RAW, value, 0, value.length, Entry.NO_EXPIRY);
        oracle.put(number, value);
      } else {
        assertEquals(oracle.remove(number) != null, database.delete(key(number)), "step " + step);
      }
      if (random.nextInt(50) == 0) {
        keyspace.tidy(steps(3));
      }
    }
    assertEquals(oracle.size(), database.size());
    oracle.forEach((number, value) -> {
      long entry = database.find(key(number));
      assertNotEquals(0, entry);
      assertArrayEquals(value, Entry.value(database.region(), entry));
    });
    database.clear();
    assertEquals(0, keyspace.slab().usedBytes(), "nothing is left behind");
  }

  @Test
  void scanMeetsEveryKeyThatStaysWhileSegmentsAreJoined() {
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 60_000; i++) {
        put(database, i);
      }
      Set<String> seen = new HashSet<>();
      var random = new SplittableRandom(SEED + round);
      int next = 2_000;
      long position = 0;
      long calls = 0;
      do {
        position = database.scan(position, entry -> seen.add(database.keyOf(entry).toString()));
        for (int i = 0; i < 30 && next < 60_000; i++) {
          database.delete(key(next++));
        }
        if (random.nextInt(3) == 0) {
          keyspace.tidy(steps(random.nextInt(20)));
        }
        assertTrue(++calls < 1_000_000, "the walk ends");
      } while (position != 0);
      for (int i = 0; i < 2_000; i++) {
        assertTrue(seen.contains("key" + i), "key" + i + " in round " + round);
      }
    }
  }

  @Test
  void emptyingOneDatabaseLeavesTheOthersAlone() {
    for (int i = 0; i < 50_000; i++) {
      put(database, i);
      put(keyspace.database(1), i);
    }
    long both = keyspace.slab().usedBytes();
    database.clear();
    assertEquals(0, database.size());
    assertEquals(50_000, keyspace.pendingKeys(), "freed little by little");
    put(database, 7);
    tidyFully();
    assertEquals(0, keyspace.pendingKeys());
    assertTrue(keyspace.slab().usedBytes() < both * 6 / 10);
    assertTrue(holds(database, 7));
    for (int i = 0; i < 50_000; i++) {
      assertTrue(holds(keyspace.database(1), i));
    }
  }

  @Test
  void emptyingAllGivesEverythingBackAtOnce() {
    for (int i = 0; i < 50_000; i++) {
      put(database, i);
      put(keyspace.database(1), i);
    }
    database.clear(); // still being freed when
    keyspace.database(1).clear(); // the last one goes too
    assertEquals(0, keyspace.slab().usedBytes());
    assertEquals(0, keyspace.pendingKeys());
    put(database, 1);
    assertTrue(holds(database, 1));
  }

  private void tidyFully() {
    for (int i = 0; i < 10; i++) {
      keyspace.tidy(() -> true);
    }
  }

  /// Allows so many steps.
  private static BooleanSupplier steps(int count) {
    var left = new int[] {count};
    return () -> left[0]-- > 0;
  }

  private void put(Database target, int number) {
    var value = new byte[32];
    target.put(key(number), Kind.STRING_EMBEDDED, value, 0, 32, Entry.NO_EXPIRY);
  }

  private boolean holds(Database where, int number) {
    return where.find(key(number)) != 0;
  }

  private Key key(int number) {
    return Key.of(Bytes.of("key" + number), keyspace.hash());
  }
}
