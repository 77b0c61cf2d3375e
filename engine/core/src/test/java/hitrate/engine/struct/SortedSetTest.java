package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.struct.LexRange.Bound;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortedSetTest {
  private static final long SEED = 20261122;

  private record Item(double score, String member) {}

  private static final Comparator<Item> ORDER =
      Comparator.comparingDouble(Item::score).thenComparing(Item::member);

  private final SortedSet set = new SortedSet(new KeyHash(SEED));
  private final Map<String, Double> scores = new HashMap<>();
  private final TreeSet<Item> oracle = new TreeSet<>(ORDER);

  @Test
  void longHistoriesMatchATreeSet() {
    var random = Choices.seeded(SEED);
    for (int step = 0; step < 60_000; step++) {
      boolean growing = step / 10_000 % 2 == 0;
      String member = "m" + random.below(3_000);
      if (random.percent(growing ? 80 : 40)) {
        put(member, random.below(50));
      } else if (random.percent(95)) {
        remove(member);
      } else {
        removeSome(random);
      }
      if (step % 20 == 0) {
        checkRanks(random, "seed " + SEED + " step " + step);
      }
      if (step % 2_000 == 0) {
        checkWhole("seed " + SEED + " step " + step);
      }
    }
  }

  private void put(String member, double score) {
    var bytes = member.getBytes(ISO_8859_1);
    Double old = scores.put(member, score);
    if (old != null) {
      oracle.remove(new Item(old, member));
    }
    oracle.add(new Item(score, member));
    assertEquals(old == null, set.put(bytes, 0, bytes.length, score));
  }

  private void remove(String member) {
    var bytes = member.getBytes(ISO_8859_1);
    Double old = scores.remove(member);
    if (old != null) {
      oracle.remove(new Item(old, member));
    }
    assertEquals(old != null, set.remove(bytes, 0, bytes.length));
  }

  private void removeSome(Choices random) {
    List<Item> expected;
    if (random.percent(50)) {
      int from = random.below(set.size() + 5);
      int to = from + random.below(20) - 2;
      expected = new ArrayList<>(sublist(from, to));
      assertEquals(expected.size(), set.removeRanks(from, to));
    } else {
      double from = random.below(60);
      var range = new ScoreRange(from, random.percent(50), from + 0.5, random.percent(50));
      expected = within(range);
      assertEquals(expected.size(), set.removeRange(range));
    }
    for (Item item : expected) {
      var bytes = item.member.getBytes(ISO_8859_1);
      assertEquals(0, set.find(bytes, 0, bytes.length), item.member);
      oracle.remove(item);
      scores.remove(item.member);
    }
  }

  private List<Item> sublist(int from, int to) {
    var all = new ArrayList<>(oracle);
    return from >= all.size() || to < from
        ? List.of()
        : all.subList(from, Math.min(all.size(), to + 1));
  }

  private List<Item> within(SortedRange range) {
    return oracle.stream().filter(item -> isWithin(range, item)).toList();
  }

  private static boolean isWithin(SortedRange range, Item item) {
    var member = item.member.getBytes(ISO_8859_1);
    return range.isAboveMin(item.score, member, 0, member.length)
        && range.isBelowMax(item.score, member, 0, member.length);
  }

  private void checkRanks(Choices random, String where) {
    assertEquals(oracle.size(), set.size(), where);
    String member = "m" + random.below(3_000);
    var bytes = member.getBytes(ISO_8859_1);
    int node = set.find(bytes, 0, bytes.length);
    Double score = scores.get(member);
    if (score == null || node == 0) {
      assertEquals(score == null, node == 0, where);
    } else {
      var item = new Item(score, member);
      int rank = oracle.headSet(item).size();
      assertEquals(item, item(node), where);
      assertEquals(rank, set.rank(node), where);
      assertEquals(node, set.byRank(rank), where);
    }
    double from = random.below(55) - 2;
    double to = from + random.below(8) - 1;
    var range = new ScoreRange(from, random.percent(50), to, random.percent(50));
    var expected = within(range);
    assertEquals(expected.size(), set.count(range), where + " " + range);
    assertEquals(expected.isEmpty() ? null : expected.getFirst(), item(set.firstIn(range)), where);
    assertEquals(expected.isEmpty() ? null : expected.getLast(), item(set.lastIn(range)), where);
    assertEquals(0, set.byRank(set.size()), where);
    assertEquals(0, set.byRank(-1), where);
  }

  private void checkWhole(String where) {
    var forwards = new ArrayList<Item>();
    for (int node = set.first(); node != 0; node = set.next(node)) {
      forwards.add(requireNonNull(item(node)));
    }
    var backwards = new ArrayList<Item>();
    for (int node = set.last(); node != 0; node = set.previous(node)) {
      backwards.add(requireNonNull(item(node)));
    }
    assertEquals(new ArrayList<>(oracle), forwards, where);
    assertEquals(forwards.reversed(), backwards, where);
    var scanned = new HashSet<Item>();
    long position = 0;
    do {
      position =
          set.scan(
              position, 10, node -> assertTrue(scanned.add(requireNonNull(item(node))), where));
    } while (position != 0);
    assertEquals(new HashSet<>(oracle), scanned, where);
  }

  @Test
  void rangesByMemberHaveOpenClosedAndInfiniteEnds() {
    for (String member : List.of("a", "b", "bb", "c", "d")) {
      put(member, 0);
    }
    assertEquals("a b bb c d", range(Bound.LOWEST, Bound.HIGHEST));
    assertEquals("b bb c", range(inclusive("b"), inclusive("c")));
    assertEquals("bb", range(exclusive("b"), exclusive("c")));
    assertEquals("a b bb", range(Bound.LOWEST, exclusive("c")));
    assertEquals("d", range(exclusive("c"), Bound.HIGHEST));
    assertEquals("b", range(inclusive("b"), inclusive("b")));
    assertEquals("", range(inclusive("b"), exclusive("b")));
    assertEquals("", range(inclusive("c"), inclusive("b")));
    assertEquals("", range(Bound.HIGHEST, Bound.LOWEST));
    assertEquals("", range(Bound.LOWEST, Bound.LOWEST));
    assertEquals("", range(Bound.HIGHEST, Bound.HIGHEST));
    assertEquals("", range(inclusive("e"), Bound.HIGHEST));
    assertEquals(3, set.removeRange(new LexRange(inclusive("b"), inclusive("c"))));
    assertEquals("a d", range(Bound.LOWEST, Bound.HIGHEST));
  }

  @Test
  void infiniteScoresAndZerosOfBothSignsAreOrdered() {
    put("low", Double.NEGATIVE_INFINITY);
    put("high", Double.POSITIVE_INFINITY);
    put("b", 0.0);
    set.put("a".getBytes(ISO_8859_1), 0, 1, -0.0);
    var order = new ArrayList<String>();
    for (int node = set.first(); node != 0; node = set.next(node)) {
      order.add(new String(set.member(node), ISO_8859_1));
    }
    assertEquals(List.of("low", "a", "b", "high"), order);
    assertEquals(2, set.count(new ScoreRange(0, false, 0, false)));
    assertEquals(
        3, set.count(new ScoreRange(Double.NEGATIVE_INFINITY, true, Double.MAX_VALUE * 2, false)));
  }

  @Test
  void membersOfAnyLengthAreKeptInOrder() {
    for (int length : new int[] {0, 1, 7, 8, 254, 255, 256, 70_000}) {
      put("x".repeat(length), length % 3);
      checkWhole("length " + length);
    }
    for (int length : new int[] {255, 0, 70_000, 8}) {
      remove("x".repeat(length));
      checkWhole("without " + length);
    }
    put("y".repeat(300), 1);
    checkWhole("a place outside is taken again");
  }

  @Test
  void aSetThatLosesMostOfItsMembersGivesTheirRoomBack() {
    for (int i = 0; i < 20_000; i++) {
      put("member:" + i, i % 777);
    }
    long full = set.bytes();
    for (int i = 0; i < 20_000; i++) {
      if (i % 20 != 0) {
        remove("member:" + i);
      }
      if (i % 2_000 == 0) {
        checkWhole("after " + i);
      }
    }
    checkWhole("at the end");
    assertTrue(set.bytes() < full / 4, set.bytes() + " of " + full + " bytes are left");
    for (int i = 0; i < 3_000; i++) {
      put("again:" + i, i % 10);
    }
    checkRanks(Choices.seeded(SEED), "filled again");
    checkWhole("filled again");
  }

  private static Bound inclusive(String member) {
    return Bound.inclusive(member.getBytes(ISO_8859_1));
  }

  private static Bound exclusive(String member) {
    return Bound.exclusive(member.getBytes(ISO_8859_1));
  }

  private String range(Bound min, Bound max) {
    var range = new LexRange(min, max);
    var members = new ArrayList<String>();
    int count = set.count(range);
    for (int node = set.firstIn(range); node != 0 && members.size() < count; ) {
      members.add(new String(set.member(node), ISO_8859_1));
      node = set.next(node);
    }
    return String.join(" ", members);
  }

  private @Nullable Item item(int node) {
    return node == 0 ? null : new Item(set.score(node), new String(set.member(node), ISO_8859_1));
  }
}
