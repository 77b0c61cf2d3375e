package hitrate.engine.struct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.memory.Region;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.Entropy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IntSetTest {
  private static final long SEED = 20261122;

  private final IntSet set = new IntSet();

  @Test
  void oneWideNumberWidensAllOfThem() {
    set.add(5);
    set.add(-2);
    assertEquals("0200000002000000feff0500", hex());
    set.add(70_000);
    assertEquals("0400000003000000feffffff0500000070110100", hex());
    set.remove(70_000);
    assertEquals("0400000002000000feffffff05000000", hex(), "and it stays wide");
    set.add(Long.MIN_VALUE);
    assertEquals(8, set.width());
    assertEquals(Long.MIN_VALUE, set.get(0));
  }

  @Test
  void longHistoriesMatchATreeSet() {
    var random = Choices.seeded(SEED);
    for (int round = 0; round < 100; round++) {
      set.clear();
      var oracle = new TreeSet<Long>();
      int bits = 8 + random.below(57);
      for (int step = 0; step < 500; step++) {
        long value = random.anyLong() >> 64 - (random.percent(90) ? Math.min(bits, 9) : bits);
        String where = "seed " + SEED + " round " + round + " step " + step;
        if (random.percent(55)) {
          assertEquals(oracle.add(value), set.add(value), where);
        } else {
          assertEquals(oracle.remove(value), set.remove(value), where);
        }
        assertEquals(oracle.size(), set.count(), where);
        assertEquals(oracle.contains(value), set.contains(value), where);
        assertTrue(oracle.isEmpty() || IntSet.isValid(set.array(), 0, set.length()), where);
      }
      assertEquals(new ArrayList<>(oracle), numbers(set), "seed " + SEED + " round " + round);
    }
  }

  @Test
  void aSetGoesThroughARegion() {
    for (int i = 0; i < 512; i++) {
      set.add(i * 1000L);
    }
    try (var region = Region.portable()) {
      set.store(region, 4096);
      var copy = new IntSet();
      copy.load(region, 4096, set.length());
      assertEquals(set.bytes(), copy.bytes());
      assertEquals(numbers(set), numbers(copy));
    }
  }

  @Test
  void bytesFromOutsideAreChecked() {
    assertTrue(isValid("0200000002000000feff0500"));
    assertFalse(isValid("0200000002000000fefffeff"), "one twice");
    assertFalse(isValid("02000000020000000500feff"), "not ascending");
    assertFalse(isValid("0200000003000000feff0500"), "too few");
    assertFalse(isValid("0300000002000000feff05000000"), "no such width");
    assertFalse(isValid("0200000000000000"), "an empty set is no value");
    assertFalse(isValid("02"));
  }

  @Test
  void randomNumbersAreFair() {
    for (int i = 0; i < 10; i++) {
      set.add(i);
    }
    var entropy = Entropy.seeded(SEED);
    var drawn = new int[10];
    for (int i = 0; i < 100_000; i++) {
      drawn[(int) set.random(entropy)]++;
    }
    for (int times : drawn) {
      assertTrue(times > 9_500 && times < 10_500, times + " of 10000, seed " + SEED);
    }
  }

  private static boolean isValid(String hex) {
    var bytes = HexFormat.of().parseHex(hex);
    return IntSet.isValid(bytes, 0, bytes.length);
  }

  private static List<Long> numbers(IntSet set) {
    var numbers = new ArrayList<Long>();
    for (int i = 0; i < set.count(); i++) {
      numbers.add(set.get(i));
    }
    return numbers;
  }

  private String hex() {
    return HexFormat.of().formatHex(set.bytes().toArray());
  }
}
