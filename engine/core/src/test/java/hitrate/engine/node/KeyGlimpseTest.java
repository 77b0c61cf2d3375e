package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyGlimpseTest {
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_000_000));

  @Test
  void showsKeyTypeExpiryLengthAndBeginning() {
    try (var node = CacheNode.builder().clock(clock).start()) {
      node.call("SET", "greeting", "hello", "EX", "30");
      var seen = node.glimpse(0, 10);
      assertEquals(1, seen.size());
      assertEquals(
          new KeyGlimpse(Bytes.of("greeting"), "string", 1_000_030_000L, 5, Bytes.of("hello")),
          seen.getFirst());
    }
  }

  @Test
  void aKeyWithoutALifetimeExpiresAtMinusOne() {
    try (var node = CacheNode.builder().clock(clock).start()) {
      node.call("SET", "greeting", "hello");
      assertEquals(-1, node.glimpse(0, 10).getFirst().expireAt());
    }
  }

  @Test
  void showsOnlyTheBeginningOfALongValue() {
    try (var node = CacheNode.start()) {
      node.call("SET", "long", "x".repeat(1000));
      var seen = node.glimpse(0, 1).getFirst();
      assertEquals(1000, seen.length());
      assertEquals(KeyGlimpse.BEGINNING, seen.beginning().length());
    }
  }

  @Test
  void showsAtMostAsManyKeysAsAskedFor() {
    try (var node = CacheNode.start()) {
      for (int i = 0; i < 2000; i++) {
        node.call("SET", "key:" + i, "value");
      }
      assertEquals(100, node.glimpse(0, 100).size());
      assertEquals(2000, node.glimpse(0, 5000).size());
    }
  }

  @Test
  void looksIntoOneDatabaseOnly() {
    try (var node = CacheNode.start()) {
      node.call("SET", "greeting", "hello");
      assertTrue(node.glimpse(1, 10).isEmpty());
    }
  }

  @Test
  void leavesOutKeysWhoseTimeHasCome() {
    try (var node = CacheNode.builder().clock(clock).start()) {
      node.call("SET", "greeting", "hello", "EX", "30");
      clock.advance(Duration.ofSeconds(31));
      assertTrue(node.glimpse(0, 10).isEmpty());
    }
  }

  @Test
  void countsNeitherHitsNorMissesNorCommands() {
    try (var node = CacheNode.start()) {
      node.call("SET", "greeting", "hello");
      var before = node.stats();
      node.glimpse(0, 10);
      assertEquals(before, node.stats());
    }
  }
}
