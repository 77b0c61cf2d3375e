package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Lzf;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickListTest {
  private static final long SEED = 20261122;

  @ParameterizedTest
  @CsvSource({
    "-5, 0", "-2, 0", "-1, 0", "0, 0", "1, 0", "4, 0", "16, 0", "-2, 1", "-1, 1", "-1, 2", "0, 1",
    "1, 3", "4, 1", "4, 2", "16, 1", "16, 100"
  })
  void longHistoriesMatchAnArrayList(int limit, int depth) {
    var random = Choices.seeded(SEED + limit + 100L * depth);
    var list = new QuickList(limit, depth);
    list.packedThreshold(random.percent(50) ? 1000 : QuickList.DEFAULT_PACKED_THRESHOLD);
    var oracle = new ArrayList<String>();
    for (int step = 0; step < 12_000; step++) {
      String where = "limit " + limit + " depth " + depth + " seed " + SEED + " step " + step;
      ListHistory.change(list, oracle, random, step / 3_000 % 2 == 0);
      assertEquals(oracle.size(), list.size(), where);
      if (step % 100 == 0) {
        list.settle();
        checkStored(list, where);
        check(list, oracle, random, where);
      }
    }
    list.removeRange(0, Long.MAX_VALUE);
    assertEquals(0, list.size());
    assertEquals(0, list.nodes());
    assertEquals(new QuickList(limit, 0).bytes(), list.bytes(), "every byte is given back");
    assertNull(list.removeFirst());
    assertNull(list.removeLast());
    assertNull(list.at(0));
  }

  /// Whatever its history, a list is compressed exactly where a node is not at an end and becomes
  /// shorter enough, and its bytes are those of the same list copied.
  private static void checkStored(QuickList list, String where) {
    int depth = list.compressDepth();
    int[] at = {0};
    list.forEachStored((_, bytes, stored, length) -> {
      boolean isInner = at[0] >= depth && at[0] < list.nodes() - depth;
      at[0]++;
      byte[] smaller =
          depth == 0 || !isInner || stored < length || length < 48
              ? null
              : Lzf.compress(Arrays.copyOf(bytes, length), length - 9);
      assertNull(smaller, where);
      assertTrue(stored == length || depth > 0 && isInner && stored <= length - 9, where);
    });
    assertEquals(forwards(list), forwards(list.copy()), where);
  }

  @Test
  void innerNodesTakeFewerBytesAndGiveThemBack() {
    var list = new QuickList(-1, 1);
    var open = new QuickList(-1, 0);
    var element = "all the same ".repeat(10).getBytes(ISO_8859_1);
    for (int i = 0; i < 1_000; i++) {
      list.addLast(element, 0, element.length);
      open.addLast(element, 0, element.length);
    }
    assertTrue(list.bytes() < open.bytes() / 4, list.bytes() + " of " + open.bytes());
    assertTrue(Math.abs(list.bytes() - list.copy().bytes()) < 8192);
    while (list.nodes() > 2) {
      list.removeFirst();
      open.removeFirst();
    }
    list.settle();
    assertTrue(Math.abs(open.bytes() - list.bytes()) < 1024);
  }

  private static void check(QuickList list, List<String> oracle, Choices random, String where) {
    assertEquals(oracle, forwards(list), where);
    assertEquals(oracle.reversed(), backwards(list), where);
    var nodes = new ArrayList<Integer>();
    list.forEachNode(
        (bytes, length) -> {
          var listpack = new Listpack();
          listpack.load(bytes, 0, length);
          assertTrue(listpack.validate(), where);
          nodes.add(listpack.count());
        },
        (bytes, length) -> nodes.add(1));
    assertEquals(list.nodes(), nodes.size(), where);
    assertEquals(oracle.size(), nodes.stream().mapToInt(count -> count).sum(), where);
    for (int i = 0; i < 20 && !oracle.isEmpty(); i++) {
      int index = random.below(oracle.size());
      assertEquals(oracle.get(index), element(list, index), where);
      assertEquals(oracle.get(index), element(list, index - oracle.size()), where);
    }
    assertNull(list.at(oracle.size()), where);
    assertNull(list.at(-oracle.size() - 1), where);
  }

  @Test
  void aListOfWholeNodesReadsTheSame() {
    var list = new QuickList(-2, 1);
    for (int i = 0; i < 5_000; i++) {
      var element = ("element " + i).getBytes(ISO_8859_1);
      list.addLast(element, 0, element.length);
    }
    var copy = new QuickList(-2, 1);
    list.forEachNode(
        (bytes, length) -> copy.appendListpack(bytes, 0, length),
        (bytes, length) -> copy.appendPlain(bytes, 0, length));
    assertEquals(forwards(list), forwards(copy));
    assertEquals(list.nodes(), copy.nodes());
    assertEquals(1, copy.compressDepth());
  }

  @Test
  void anElementReadsAsIntegerOrAsAStretchOfBytes() {
    var list = new QuickList(-2, 0);
    list.packedThreshold(100);
    for (String element : List.of("-17", "text", "p".repeat(100))) {
      list.addLast(element.getBytes(ISO_8859_1), 0, element.length());
    }
    assertEquals(2, list.nodes());
    var cursor = list.at(0);
    assertTrue(cursor != null && cursor.isInteger() && cursor.longValue() == -17);
    assertEquals(3, cursor.length());
    for (String expected : List.of("text", "p".repeat(100))) {
      assertTrue(cursor.next());
      int start = cursor.start();
      assertEquals(
          Bytes.of(expected), Bytes.copyOf(cursor.array(), start, start + cursor.length()));
      assertTrue(cursor.matches(expected.getBytes(ISO_8859_1), 0, expected.length()));
    }
    assertTrue(!cursor.next());
  }

  static String element(QuickList list, long index) {
    var cursor = list.at(index);
    return cursor == null ? "(none)" : new String(cursor.toArray(), ISO_8859_1);
  }

  static List<String> forwards(QuickList list) {
    var elements = new ArrayList<String>();
    var cursor = list.at(0);
    for (boolean more = cursor != null; more && cursor != null; more = cursor.next()) {
      elements.add(new String(cursor.toArray(), ISO_8859_1));
    }
    return elements;
  }

  private static List<String> backwards(QuickList list) {
    var elements = new ArrayList<String>();
    var cursor = list.at(-1);
    for (boolean more = cursor != null; more && cursor != null; more = cursor.previous()) {
      elements.add(new String(cursor.toArray(), ISO_8859_1));
    }
    return elements;
  }
}
