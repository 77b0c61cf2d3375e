package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.Entropy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HashTableTest {
  private static final long SEED = 20261122;

  private final FieldTable hash = new FieldTable(new KeyHash(SEED));
  private final MemberTable set = new MemberTable(new KeyHash(SEED));

  @Test
  void longHistoriesMatchAHashMap() {
    var random = Choices.seeded(SEED);
    var oracle = new HashMap<String, String>();
    for (int step = 0; step < 200_000; step++) {
      boolean growing = step / 40_000 % 2 == 0;
      String field = field(random.below(20_000));
      if (random.percent(growing ? 85 : 15)) {
        String value = "v".repeat(random.below(40)) + step;
        assertEquals(oracle.put(field, value) == null, put(field, value), "step " + step);
      } else {
        assertEquals(oracle.remove(field) != null, remove(field), "step " + step);
      }
      String other = field(random.below(20_000));
      assertEquals(oracle.get(other), value(other), "seed " + SEED + " step " + step);
      assertEquals(oracle.size(), hash.size());
    }
    var all = new HashMap<String, String>();
    hash.forEachRecord(record -> all.put(field(record), value(record)));
    assertEquals(oracle, all, "seed " + SEED);
    oracle.keySet().forEach(this::remove);
    assertEquals(0, hash.size());
    assertTrue(hash.bytes() < 2_000, "an emptied table is small: " + hash.bytes());
  }

  @Test
  void aFieldOfAnyLengthKeepsItsValue() {
    for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 3_000_000}) {
      String field = "f".repeat(length);
      put(field, "first");
      put(field, "again");
      put(field, "longer than before");
      assertEquals("longer than before", value(field), "length " + length);
      hash.forEachRecord(record -> assertEquals(field, field(record)));
      remove(field);
      assertNull(value(field));
    }
  }

  @Test
  void longValuesAreKeptApartAndGivenUp() {
    var random = Choices.seeded(SEED);
    var oracle = new HashMap<String, String>();
    for (int step = 0; step < 20_000; step++) {
      String field = field(random.below(3_000));
      if (random.percent(step < 10_000 ? 80 : 30)) {
        String value = "v".repeat(random.percent(20) ? 900 + random.below(300) : random.below(30));
        assertEquals(oracle.put(field, value) == null, put(field, value), "step " + step);
      } else {
        assertEquals(oracle.remove(field) != null, remove(field), "step " + step);
      }
    }
    var all = new HashMap<String, String>();
    hash.copy().forEachRecord(record -> all.put(field(record), value(record)));
    assertEquals(oracle, all, "seed " + SEED);
    long content =
        oracle.entrySet().stream()
            .mapToLong(e -> e.getKey().length() + e.getValue().length())
            .sum();
    assertTrue(hash.bytes() < content * 3 / 2, hash.bytes() + " bytes for " + content);
    oracle.keySet().forEach(this::remove);
    assertTrue(hash.bytes() < 2_000, "an emptied table is small: " + hash.bytes());
  }

  @Test
  void aScanSeesWhatIsThereAllAlongExactlyOnceWhileTheTableGrowsAndShrinks() {
    var random = Choices.seeded(SEED);
    for (int round = 0; round < 30; round++) {
      int steady = 1 + random.below(3_000);
      int passing = random.below(30_000);
      boolean shrinking = random.percent(50);
      for (int i = 0; i < steady; i++) {
        add("steady" + i);
      }
      for (int i = 0; shrinking && i < passing; i++) {
        add("passing" + i);
      }
      var seen = new HashMap<String, Integer>();
      long position = 0;
      int changed = 0;
      int count = 1 + random.below(50);
      do {
        position =
            set.scan(
                position,
                count,
                (array, at, length) -> seen.merge(text(array, at, length), 1, Integer::sum));
        for (int i = 0; i < 100 && changed < passing; i++, changed++) {
          var ignored = shrinking ? removeMember("passing" + changed) : add("passing" + changed);
        }
      } while (position != 0);
      for (int i = 0; i < steady; i++) {
        assertEquals(1, seen.get("steady" + i), "seed " + SEED + " round " + round);
      }
      set.forEach((array, at, length) -> {});
      for (int i = 0; i < steady; i++) {
        removeMember("steady" + i);
      }
      for (int i = 0; i < passing; i++) {
        removeMember("passing" + i);
      }
      assertEquals(0, set.size());
    }
  }

  @Test
  void aScanVisitsAboutAsManyAsAsked() {
    for (int i = 0; i < 50_000; i++) {
      add("m" + i);
    }
    for (long count : new long[] {1, 10, 1_000, Long.MAX_VALUE}) {
      var seen = new HashSet<String>();
      long position = 0;
      int calls = 0;
      do {
        position =
            set.scan(position, count, (array, at, length) -> seen.add(text(array, at, length)));
        calls++;
      } while (position != 0);
      assertEquals(50_000, seen.size());
      assertTrue(calls <= 50_000 / count + 1, calls + " calls");
      assertTrue(calls >= 50_000 / count / 4, calls + " calls");
    }
    assertEquals(
        0, set.scan(-5, 10, (array, at, length) -> {}), "a position nobody gave out is harmless");
    assertEquals(0, set.scan(Long.MAX_VALUE, 10, (array, at, length) -> {}));
  }

  @Test
  void randomElementsAreFairInFullAndInThinnedTables() {
    var entropy = Entropy.seeded(SEED);
    assertNull(set.random(entropy));
    for (int i = 0; i < 20_000; i++) {
      add("m" + i);
    }
    assertFair(entropy, 2_000_000);
    for (int i = 0; i < 20_000; i++) {
      if (i % 25 != 0) {
        removeMember("m" + i);
      }
    }
    assertFair(entropy, 80_000);
  }

  /// Each member comes up about 100 times: between 40 and 160 is six deviations either way.
  private void assertFair(Entropy entropy, int draws) {
    Map<String, Integer> drawn = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      drawn.merge(text(requireNonNull(set.random(entropy))), 1, Integer::sum);
    }
    assertEquals(set.size(), drawn.size());
    drawn.forEach((member, times) ->
        assertTrue(times > 40 && times < 160, member + " " + times + ", seed " + SEED));
  }

  @Test
  void evenEqualHashesAreKeptApart() {
    var poor = new MemberTable((bytes, offset, length) -> (long) (bytes[offset] & 3) << 62);
    Set<String> oracle = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      var member = ((char) ('a' + i % 26) + "" + i).getBytes(ISO_8859_1);
      assertTrue(poor.add(member, 0, member.length));
      oracle.add(text(member));
    }
    var seen = new HashSet<String>();
    poor.forEach((array, at, length) -> seen.add(text(array, at, length)));
    assertEquals(oracle, seen);
    for (String member : oracle) {
      assertTrue(poor.remove(member.getBytes(ISO_8859_1), 0, member.length()));
    }
    assertEquals(0, poor.size());
  }

  private static String field(int number) {
    return "field:" + number;
  }

  private boolean put(String field, String value) {
    var name = field.getBytes(ISO_8859_1);
    var bytes = value.getBytes(ISO_8859_1);
    return hash.put(name, 0, name.length, bytes, 0, bytes.length);
  }

  private boolean remove(String field) {
    var name = field.getBytes(ISO_8859_1);
    return hash.remove(name, 0, name.length);
  }

  private @Nullable String value(String field) {
    var name = field.getBytes(ISO_8859_1);
    RecordView record = hash.find(name, 0, name.length);
    return record == null ? null : value(record);
  }

  private static String value(RecordView record) {
    return text(record.value());
  }

  private static String field(RecordView record) {
    return text(record.key());
  }

  private boolean add(String member) {
    var bytes = member.getBytes(ISO_8859_1);
    return set.add(bytes, 0, bytes.length);
  }

  private boolean removeMember(String member) {
    var bytes = member.getBytes(ISO_8859_1);
    return set.remove(bytes, 0, bytes.length);
  }

  private static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  private static String text(byte[] array, int at, int length) {
    return new String(array, at, length, ISO_8859_1);
  }
}
