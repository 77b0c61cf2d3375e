package hitrate.engine.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.world.Entropy;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An image has every key as it was when the image was begun, whatever happens meanwhile.
class SnapshotWalkTest {
  private static final int DATABASES = 4;

  private final Keyspace keyspace =
      new Keyspace(DATABASES, Region.reserve(1L << 34), Entropy.seeded(4));
  private final Database database = keyspace.database(0);
  private final SnapshotWalk walk = keyspace.snapshots();

  @AfterEach
  void close() {
    keyspace.close();
  }

  /// Small tables, many images one after another, some given up.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theImageIsTheKeyspaceAtItsBeginning(long seed) {
    var random = new SplittableRandom(seed);
    int range = seed % 2 == 0 ? 40 : 3_000;
    fill(random, range);
    for (int round = 0; round < 60; round++) {
      try (var image = new ImageCopy(keyspace)) {
        boolean givesUp = random.nextInt(4) == 0;
        for (int left = random.nextInt(3 * range); !image.isComplete(); left--) {
          change(random, range, left < 0 ? 20 : 400);
          image.room(random.nextInt(3) == 0 ? 0 : random.nextInt(range / 4));
          if (left < 0) {
            walk.step(steps(random.nextInt(4)));
          }
          if (givesUp && random.nextInt(20) == 0) {
            walk.abort();
            break;
          }
        }
        if (walk.isRunning() || image.isComplete()) {
          image.check("seed " + seed + ", round " + round);
        }
      }
    }
  }

  /// Tables that grow, shrink and are tidied up while the walk is in their midst.
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void segmentsSplitJoinAndMoveMeanwhile(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 6; round++) {
      boolean grows = round % 2 == 0;
      int range = 60_000;
      for (int i = 0; i < range; i++) {
        if (random.nextInt(10) == 0 == grows) {
          put(random, i);
        }
      }
      try (var image = new ImageCopy(keyspace)) {
        long before = database.indexBytes();
        for (int i = 0; !image.isComplete(); i++) {
          for (int j = 0; j < 200; j++) {
            int number = random.nextInt(range);
            if (grows) {
              put(random, number);
            } else if (number % 20 != 0) {
              database.delete(key(number));
            }
          }
          keyspace.tidy(steps(random.nextInt(30)));
          if (i > 600) {
            walk.step(steps(1 + random.nextInt(3)));
          }
        }
        assertTrue(
            grows ? database.indexBytes() > before : database.indexBytes() < before,
            "the table changes its shape");
        assertNotEquals(0, walk.savedEarly());
        image.check("seed " + seed + ", round " + round);
      }
    }
  }

  @Test
  void emptiedDatabasesAreInTheImageThoughTheirMemoryIsWanted() {
    for (int i = 0; i < 20_000; i++) {
      put(new SplittableRandom(i), i);
      keyspace.database(1).put(key(i), Kind.STRING_RAW, new byte[20], 0, 20, Entry.NO_EXPIRY);
    }
    try (var image = new ImageCopy(keyspace)) {
      walk.step(steps(5));
      database.clear();
      walk.step(steps(5));
      keyspace.tidy(steps(100));
      assertEquals(20_000, keyspace.pendingKeys(), "kept while they wait for the walk");
      for (int i = 0; i < 10; i++) {
        assertTrue(keyspace.releaseSome(), "but go when memory is short");
      }
      walk.step(steps(20));
      keyspace.clear();
      put(new SplittableRandom(0), 7);
      keyspace.tidy(steps(100));
      assertTrue(walk.step(() -> true));
      image.check("after both");
    }
    keyspace.tidy(() -> keyspace.pendingKeys() > 0);
    assertEquals(0, keyspace.pendingKeys());
    database.clear();
    assertEquals(0, keyspace.slab().usedBytes(), "nothing is left behind");
  }

  @Test
  void anImageThatWasGivenUpLeavesNothingInTheWayOfTheNext() {
    for (int i = 0; i < 5_000; i++) {
      put(new SplittableRandom(i), i);
    }
    for (int round = 0; round < 4; round++) {
      var dropped = new ImageCopy(keyspace);
      walk.step(steps(3));
      walk.abort();
      dropped.close();
      assertFalse(walk.isRunning());
      if (round % 2 == 0) {
        keyspace.tidy(steps(2)); // begins to turn the bits
      }
      database.delete(key(round));
      put(new SplittableRandom(round), 10_000 + round);
      try (var image = new ImageCopy(keyspace)) {
        assertTrue(walk.step(() -> true));
        image.check("round " + round);
        assertEquals(walk.total(), walk.saved());
      }
    }
  }

  @Test
  void anImageBeginsWithoutTouchingAnEntryThoughTheLastOnesWereGivenUp() {
    for (int i = 0; i < 5_000; i++) {
      put(new SplittableRandom(i), i);
    }
    for (int round = 0; round < 15; round++) {
      long[] before = headers();
      try (var image = new ImageCopy(keyspace)) {
        assertArrayEquals(before, headers());
        change(new SplittableRandom(round), 5_000, 400);
        if (round == 14) {
          assertTrue(walk.step(() -> true));
          image.check("after those that were given up");
        } else {
          walk.step(steps(3));
          walk.abort();
        }
      }
    }
  }

  private long[] headers() {
    return IntStream.range(0, 5_000)
        .mapToLong(number -> database.find(key(number)))
        .map(entry -> entry == 0 ? 0 : keyspace.region().getLong(entry))
        .toArray();
  }

  /// Those that fill them have not taken part in the images that there were meanwhile.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void databasesThatWereFilledAsideAreInTheNextImage(int imagesMeanwhile) {
    var random = new SplittableRandom(imagesMeanwhile);
    fill(random, 500);
    SpareDatabases spare = keyspace.spareDatabases();
    for (int round = 0; round <= imagesMeanwhile; round++) {
      for (int i = 0; i < 500; i++) {
        put(spare.database(i % DATABASES), random, key(1_000 * round + i));
      }
      if (round < imagesMeanwhile) {
        try (var image = new ImageCopy(keyspace)) {
          walk.step(round % 3 == 0 ? () -> true : steps(1));
          walk.abort();
          assertEquals(round % 3 == 0, image.isComplete());
        }
      }
    }
    spare.takeOver();
    for (int round = 0; round < 2; round++) {
      try (var image = new ImageCopy(keyspace)) {
        change(random, 500, 400);
        assertTrue(walk.step(() -> true));
        image.check("after " + imagesMeanwhile);
      }
    }
  }

  @Test
  void onlyOneImageIsTakenAtATime() {
    put(new SplittableRandom(1), 1);
    try (var first = new ImageCopy(keyspace)) {
      assertThrows(IllegalStateException.class, () -> walk.begin(first));
      assertTrue(walk.step(() -> true));
    }
    try (var second = new ImageCopy(keyspace)) {
      assertTrue(walk.step(() -> true));
      second.check("second");
    }
  }

  @Test
  void aLargeValueThatChangesUnannouncedIsABug() {
    var table = new FieldTable(keyspace.hash());
    table.put(new byte[] {1}, 0, 1, new byte[] {2}, 0, 1);
    database.putLarge(key(1), Kind.HASH_TABLE, table);
    long entry = database.find(key(1));
    try (var image = new ImageCopy(keyspace)) {
      assertThrows(IllegalStateException.class, () -> database.largeChanged(entry));
      database.modify(key(1));
      database.largeChanged(entry);
      assertTrue(walk.step(() -> true));
      image.check("after the change");
    }
  }

  private void fill(SplittableRandom random, int range) {
    for (int i = 0; i < 2 * range; i++) {
      change(random, range, 400);
    }
  }

  /// Some change; one in `rarity` is that of a whole database.
  private void change(SplittableRandom random, int range, int rarity) {
    Database one = keyspace.database(random.nextInt(DATABASES));
    Database other = keyspace.database(random.nextInt(DATABASES));
    Key key = key(random.nextInt(range));
    Key to = key(random.nextInt(range));
    if (random.nextInt(rarity * 20) == 0) {
      changeAll(random, one, other);
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> put(one, random, key);
      case 3 -> one.delete(key);
      case 4 -> resize(one, random, key);
      case 5 -> expire(one, random, key);
      case 6 -> changeLarge(one, key, random.nextInt());
      case 7 -> {
        long found = one.modify(key);
        if (found != 0 && (one.index() != other.index() || !key.sameAs(to))) {
          EntryMoves.copy(found, other, to);
        }
      }
      case 8 -> {
        if (one.find(key) != 0 && (one.index() != other.index() || !key.sameAs(to))) {
          EntryMoves.move(one, key, other, to);
        }
      }
      case 9 -> one.read(key);
      case 10 -> {
        keyspace.setNow(keyspace.now() + random.nextInt(20));
        one.sweepExpired();
      }
      default -> {
        var victim = new long[1];
        if (one.sample(keyspace.entropy(), 1, false, victim) > 0) {
          one.evict(victim[0]);
        }
      }
    }
    if (random.nextInt(30) == 0) {
      keyspace.tidy(steps(random.nextInt(10)));
    }
  }

  private void changeAll(SplittableRandom random, Database one, Database other) {
    switch (random.nextInt(8)) {
      case 0 -> one.clear();
      case 1 -> keyspace.clear();
      default -> {
        if (one.index() != other.index()) {
          one.swap(other);
        }
      }
    }
  }

  private void put(SplittableRandom random, int number) {
    put(database, random, key(number));
  }

  private void put(Database to, SplittableRandom random, Key key) {
    long expireAt = random.nextInt(8) == 0 ? keyspace.now() + random.nextInt(500) : -1;
    if (random.nextInt(10) == 0) {
      var table = new FieldTable(keyspace.hash());
      table.put(new byte[] {1}, 0, 1, new byte[] {2}, 0, 1);
      to.putLarge(key, Kind.HASH_TABLE, table, expireAt);
      return;
    }
    var value = new byte[random.nextInt(50) == 0 ? random.nextInt(40_000) : random.nextInt(60)];
    random.nextBytes(value);
    to.put(key, Kind.STRING_RAW, value, 0, value.length, expireAt);
  }

  private static void resize(Database in, SplittableRandom random, Key key) {
    long found = in.modify(key);
    if (found != 0 && Kind.isString(Entry.kind(in.region(), found))) {
      int length = random.nextInt(90);
      long entry = in.resize(key, found, Kind.STRING_RAW, length);
      if (length > 0) {
        in.region().putByte(Entry.valueAt(in.region(), entry), (byte) random.nextInt());
      }
    }
  }

  private void expire(Database in, SplittableRandom random, Key key) {
    long found = in.modify(key);
    if (found != 0) {
      in.setExpiry(key, found, random.nextBoolean() ? -1 : keyspace.now() + random.nextInt(500));
    }
  }

  private static void changeLarge(Database in, Key key, int value) {
    long found = in.modify(key);
    if (found != 0 && Entry.kind(in.region(), found) == Kind.HASH_TABLE) {
      byte[] field = {(byte) (value >> 8)};
      ((FieldTable) in.large(found)).put(field, 0, 1, new byte[] {(byte) value}, 0, 1);
      in.largeChanged(found);
    }
  }

  private static BooleanSupplier steps(int count) {
    var left = new int[] {count};
    return () -> left[0]-- > 0;
  }

  private Key key(int number) {
    return Key.of(Bytes.of("key" + number), keyspace.hash());
  }
}
