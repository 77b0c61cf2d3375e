package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListpackTest {
  private static final long SEED = 20261122;

  private final Listpack listpack = new Listpack();

  @Test
  void theBytesAreTheSpecifications() {
    append("hi", "0", "127", "128", "-1", "-4097", "8388607", "-8388609", "2147483648", "007");
    assertEquals(
        "33000000"
            + "0a00"
            + "826869"
            + "03"
            + "00"
            + "01"
            + "7f"
            + "01"
            + "c080"
            + "02"
            + "dfff"
            + "02"
            + "f1ffef"
            + "03"
            + "f2ffff7f"
            + "04"
            + "f3ffff7fff"
            + "05"
            + "f40000008000000000"
            + "09"
            + "83303037"
            + "04"
            + "ff",
        HexFormat.of().formatHex(listpack.bytes().toArray()));
  }

  @Test
  void anElementReadsAsItWasWritten() {
    for (int size : List.of(0, 1, 63, 64, 125, 126, 4095, 4096, 16380, 16381, 16382, 300_000)) {
      listpack.clear();
      append("x", "y".repeat(size), "z");
      assertTrue(listpack.validate(), "size " + size);
      assertEquals(List.of("x", "y".repeat(size), "z"), elements());
      assertEquals(List.of("z", "y".repeat(size), "x"), backwards());
    }
    for (int bit = 0; bit < 64; bit++) {
      for (long near = -2; near <= 2; near++) {
        long number = (1L << bit) + near;
        listpack.clear();
        append("" + number, "" + -number);
        assertEquals(number, listpack.longAt(listpack.first()));
        assertEquals(-number, listpack.longAt(listpack.last()));
        var direct = new Listpack();
        direct.append(number);
        direct.append(-number);
        assertEquals(listpack.bytes(), direct.bytes());
      }
    }
  }

  @Test
  void theSameStringTwiceIsARepetition() {
    append("AaBB", "BBAa", "AaAa", "BBBB", "7", "07", "", "-7"); // the first four have equal marks
    assertFalse(listpack.hasRepeats());
    for (String word : List.of("AaBB", "BBBB", "7", "", "-7")) {
      append(word);
      assertTrue(listpack.hasRepeats(), word);
      listpack.delete(listpack.at(-1));
      assertFalse(listpack.hasRepeats());
    }
  }

  @Test
  void onlyCanonicalNumbersAreIntegers() {
    append("-0", "+1", "01", " 1", "1 ", "", "-", "9223372036854775808", "-9223372036854775809");
    for (int at = listpack.first(); at != -1; at = listpack.next(at)) {
      assertFalse(listpack.isInteger(at), listpack.bytes(at).toString());
    }
    append("9223372036854775807", "-9223372036854775808");
    assertTrue(listpack.isInteger(listpack.at(-1)) && listpack.isInteger(listpack.at(-2)));
  }

  @Test
  void fieldsAreFoundAmongFieldsOnly() {
    append("name", "age", "age", "7", "7", "name");
    assertEquals(listpack.at(2), find("age", 1));
    assertEquals(listpack.at(1), find("age", 0));
    assertEquals(listpack.at(4), find("7", 1));
    assertEquals(-1, find("8", 0));
    assertEquals(-1, find("nam", 0));
  }

  @Test
  void theCountSticksAtItsHighestUntilItIsCountedAgain() {
    for (int i = 0; i < 70_000; i++) {
      listpack.append(i % 100);
    }
    assertEquals(70_000, listpack.count());
    assertEquals(65_535, listpack.array()[4] & 0xff | (listpack.array()[5] & 0xff) << 8);
    assertEquals(99, listpack.longAt(listpack.at(69_999)));
    assertEquals(0, listpack.longAt(listpack.at(-100)));
    assertEquals(-1, listpack.at(70_000));
    listpack.deleteRange(listpack.at(1_000), 60_000);
    assertEquals(10_000, listpack.count());
    assertTrue(listpack.validate());
  }

  @Test
  void brokenBytesAreNeverTakenForAListpack() {
    var random = Choices.seeded(SEED);
    append("a", "-5000", "b".repeat(70), "99", "c".repeat(5000), "12345678901");
    var whole = listpack.bytes().toArray();
    for (int round = 0; round < 20_000; round++) {
      var broken = whole.clone();
      for (int i = random.below(3); i >= 0; i--) {
        broken[random.below(random.percent(50) ? 100 : broken.length)] = (byte) random.below(256);
      }
      int length = random.percent(20) ? random.below(broken.length + 1) : broken.length;
      listpack.load(broken, 0, length);
      if (listpack.validate()) { // then every walk is safe
        assertEquals(elements(), backwards().reversed(), "seed " + SEED + " round " + round);
      }
    }
  }

  @Test
  void longHistoriesMatchAList() {
    var random = Choices.seeded(SEED);
    for (int round = 0; round < 60; round++) {
      listpack.clear();
      var oracle = new ArrayList<String>();
      for (int step = 0; step < 400; step++) {
        change(oracle, random);
        String where = "seed " + SEED + " round " + round + " step " + step;
        assertEquals(oracle.size(), listpack.count(), where);
        if (step % 10 == 0) {
          assertEquals(oracle, elements(), where);
          assertEquals(oracle.reversed(), backwards(), where);
          assertTrue(listpack.validate(), where);
        }
      }
    }
  }

  private void change(List<String> oracle, Choices random) {
    String element = element(random);
    var bytes = element.getBytes(ISO_8859_1);
    int index = oracle.isEmpty() ? 0 : random.below(oracle.size());
    int at = listpack.at(random.percent(50) ? index : index - oracle.size());
    switch (oracle.isEmpty() ? random.below(2) : random.below(9)) {
      case 0 -> {
        int now = listpack.append(bytes, 0, bytes.length);
        oracle.addLast(element);
        assertEquals(listpack.last(), now);
      }
      case 1 -> {
        listpack.prepend(bytes, 0, bytes.length);
        oracle.addFirst(element);
      }
      case 2 -> {
        listpack.insertBefore(at, bytes, 0, bytes.length);
        oracle.add(index, element);
      }
      case 3 -> {
        int now = listpack.insertAfter(at, bytes, 0, bytes.length);
        oracle.add(index + 1, element);
        assertEquals(listpack.at(index + 1), now);
      }
      case 4 -> {
        listpack.replace(at, bytes, 0, bytes.length);
        oracle.set(index, element);
      }
      case 5 -> {
        int next = listpack.delete(at);
        oracle.remove(index);
        assertEquals(listpack.at(index), next);
      }
      case 6 -> {
        int count = random.below(4);
        listpack.deleteRange(at, count);
        oracle.subList(index, Math.min(oracle.size(), index + count)).clear();
      }
      case 7 -> {
        int found = oracle.indexOf(element);
        assertEquals(found < 0 ? -1 : listpack.at(found), find(element, 0));
      }
      default -> {
        int order = listpack.compare(at, bytes, 0, bytes.length);
        assertEquals(Integer.signum(oracle.get(index).compareTo(element)), Integer.signum(order));
        assertEquals(order == 0, listpack.matches(at, bytes, 0, bytes.length));
      }
    }
  }

  @Test
  void aListpackGoesThroughARegion() {
    append("one", "2", "three".repeat(30));
    try (var region = Region.portable()) {
      listpack.store(region, 4096);
      var copy = new Listpack();
      copy.append(new byte[500], 0, 500);
      copy.load(region, 4096, listpack.length());
      assertEquals(listpack.bytes(), copy.bytes());
      copy.appendAll(listpack);
      assertEquals(6, copy.count());
      assertTrue(copy.validate());
    }
  }

  @Test
  void anElementIsCopiedOutAsText() {
    append("-12345", "text");
    var target = new byte[12];
    int end = listpack.copyInto(listpack.first(), target, 1);
    end = listpack.copyInto(listpack.last(), target, end);
    assertEquals(11, end);
    assertArrayEquals("\0-12345text\0".getBytes(ISO_8859_1), target);
    assertEquals(6, listpack.size(listpack.first()));
    assertEquals(Bytes.of("-12345"), listpack.bytes(listpack.first()));
  }

  /// Numbers of every size and strings of every header, few enough values for repeats.
  static String element(Choices random) {
    return switch (random.below(10)) {
      case 0, 1 -> "" + random.below(10);
      case 2 -> "" + (random.anyLong() >> random.below(64));
      case 3 -> "0" + random.below(3);
      case 4 -> "s".repeat(random.below(200));
      case 5 -> random.percent(20) ? "long".repeat(random.below(1500)) : "";
      case 6 -> new String(random.bytes(random.below(20)), ISO_8859_1);
      default -> "key:" + random.below(5);
    };
  }

  private int find(String wanted, int skip) {
    var bytes = wanted.getBytes(ISO_8859_1);
    return listpack.find(bytes, 0, bytes.length, listpack.first(), skip);
  }

  private void append(String... elements) {
    for (String element : elements) {
      var bytes = element.getBytes(ISO_8859_1);
      listpack.append(bytes, 0, bytes.length);
    }
  }

  private List<String> elements() {
    var elements = new ArrayList<String>();
    for (int at = listpack.first(); at != -1; at = listpack.next(at)) {
      elements.add(new String(listpack.toArray(at), ISO_8859_1));
    }
    return elements;
  }

  private List<String> backwards() {
    var elements = new ArrayList<String>();
    for (int at = listpack.last(); at != -1; at = listpack.previous(at)) {
      elements.add(new String(listpack.toArray(at), ISO_8859_1));
    }
    return elements;
  }
}
