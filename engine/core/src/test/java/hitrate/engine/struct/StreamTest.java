package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {

  /// The words of an entry, one after another.
  private record Words(byte[] array, int[] starts) implements StreamFields {
    static Words of(List<String> words) {
      var starts = new int[words.size() + 1];
      for (int i = 0; i < words.size(); i++) {
        starts[i + 1] = starts[i] + words.get(i).length();
      }
      return new Words(String.join("", words).getBytes(ISO_8859_1), starts);
    }

    @Override
    public int pairs() {
      return starts.length / 2;
    }

    @Override
    public int start(int word) {
      return starts[word];
    }

    @Override
    public int length(int word) {
      return starts[word + 1] - starts[word];
    }
  }

  private final NavigableMap<StreamId, List<String>> oracle = new TreeMap<>();
  private Stream stream = new Stream();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void itHoldsWhatASortedMapHolds(long seed) {
    var random = Choices.seeded(seed);
    long maxEntries = seed % 3 == 0 ? 0 : 1 + random.below(12);
    long maxBytes = seed % 2 == 0 ? 0 : 60 + random.below(300);
    for (int step = 0; step < 4_000; step++) {
      int action = random.below(100);
      if (action < 70) {
        add(random, maxBytes, maxEntries);
      } else if (action < 90) {
        StreamId id = someId(random);
        assertEquals(oracle.remove(id) != null, stream.delete(id));
      } else if (action < 93) {
        trim(random);
      } else if (action < 94) {
        stream = stream.copy();
      }
      assertEquals(oracle.size(), stream.length());
      assertEquals(oracle.isEmpty() ? StreamId.MIN : oracle.firstKey(), stream.firstId());
      if (step % 10 == 0) {
        assertSameRange(random, "seed " + seed + " step " + step);
      }
    }
    long copied = stream.copy().bytes();
    assertTrue(copied <= stream.bytes() && copied > stream.bytes() / 2, "spare room");
  }

  private void add(Choices random, long maxBytes, long maxEntries) {
    long gap = random.below(3);
    StreamId last = stream.lastId();
    StreamId id =
        gap == 0
            ? new StreamId(last.millis(), last.sequence() + 1 + random.below(300))
            : new StreamId(last.millis() + gap * gap * random.below(90) + 1, random.below(2));
    var words = new ArrayList<String>();
    int pairs = 1 + random.below(random.percent(80) ? 1 : 3);
    for (int i = 0; i < pairs; i++) {
      words.add(random.percent(80) ? "field" + i : "" + random.below(5));
      words.add(random.percent(30) ? "" + random.anyLong() : "x".repeat(random.below(100)));
    }
    stream.append(id, Words.of(words), maxBytes, maxEntries);
    oracle.put(id, words);
  }

  private StreamId someId(Choices random) {
    if (oracle.isEmpty() || random.percent(20)) {
      return new StreamId(random.below(9000), random.below(3));
    }
    StreamId first = oracle.firstKey();
    long span = stream.lastId().millis() - first.millis() + 1;
    StreamId near = new StreamId(first.millis() + random.below((int) span), random.below(300));
    StreamId found = random.percent(10) ? near : oracle.floorKey(near);
    return found == null ? first : found;
  }

  private void trim(Choices random) {
    int before = oracle.size();
    long removed;
    if (random.percent(50)) {
      long left = Math.max(0, before - random.below(40));
      removed = stream.trim(new StreamTrim(true, left, StreamId.MIN, false, 0));
      assertEquals(before - left, removed);
    } else {
      StreamId least = someId(random);
      removed = stream.trim(new StreamTrim(false, 0, least, false, 0));
      assertEquals(oracle.headMap(least, false).size(), removed);
    }
    for (long i = 0; i < removed; i++) {
      oracle.pollFirstEntry();
    }
  }

  private void assertSameRange(Choices random, String where) {
    StreamId from = random.percent(30) ? StreamId.MIN : someId(random);
    StreamId to = random.percent(30) ? StreamId.MAX : someId(random);
    var expected = new TreeMap<StreamId, List<String>>();
    if (from.compareTo(to) <= 0) {
      expected.putAll(oracle.subMap(from, true, to, true));
    }
    assertEquals(entries(expected), entries(from, to, false), where);
    assertEquals(entries(expected.descendingMap()), entries(from, to, true), where);
  }

  private static List<String> entries(NavigableMap<StreamId, List<String>> map) {
    return map.entrySet().stream().map(entry -> entry.getKey() + "" + entry.getValue()).toList();
  }

  private List<String> entries(StreamId from, StreamId to, boolean backwards) {
    var cursor = new StreamCursor(stream, from, to, backwards);
    var found = new ArrayList<String>();
    while (cursor.next()) {
      var words = new ArrayList<String>();
      cursor.forEachField((pack, field, value) -> {
        words.add(new String(pack.toArray(field), ISO_8859_1));
        words.add(new String(pack.toArray(value), ISO_8859_1));
      });
      assertEquals(2 * cursor.pairs(), words.size());
      found.add(cursor.id() + "" + words);
    }
    assertFalse(cursor.next());
    return found;
  }

  @Test
  void aGroupCopiedWithItsStreamHasALifeOfItsOwn() {
    stream.append(new StreamId(1, 0), Words.of(List.of("f", "v")), 0, 0);
    var group = stream.addGroup(Bytes.of("g"), StreamId.MIN, 0);
    var consumer = group.addConsumer(Bytes.of("c"), 5);
    group.addPending(new StreamId(1, 0), consumer, 6, 1);
    long bytes = stream.bytes();
    Stream copy = stream.copy();
    group.removeConsumer(consumer);
    stream.removeGroup(group);
    assertTrue(stream.bytes() < bytes);
    assertNull(stream.group(Bytes.of("g")));
    var copied = copy.groups().firstEntry().getValue();
    assertEquals(1, copied.pending().size());
    var copiedConsumer = copied.consumers().firstEntry().getValue();
    assertEquals(1, copiedConsumer.pending().size());
    assertEquals(5, copiedConsumer.seenAt());
  }

  @Test
  void whatGroupsTakeIsGivenBack() {
    long empty = stream.bytes();
    var group = stream.addGroup(Bytes.of("g"), StreamId.MIN, 0);
    var one = group.addConsumer(Bytes.of("one"), 0);
    var other = group.addConsumer(Bytes.of("other"), 0);
    for (int i = 1; i < 100; i++) {
      group.addPending(new StreamId(i, 0), i % 2 == 0 ? one : other, 0, 1);
    }
    group.addPending(new StreamId(1, 0), one, 0, 1);
    group.removePending(group.pending().first());
    group.removeConsumer(one);
    assertEquals(49, group.pending().size());
    stream.removeGroup(group);
    assertEquals(empty, stream.bytes());
  }

  @ParameterizedTest
  @CsvSource({"0-0,0-1,", "5-18446744073709551615,6-0,5-18446744073709551614"})
  void anIdHasNeighbours(String id, String next, String previous) {
    String[] parts = id.split("-");
    var parsed = new StreamId(Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]));
    assertEquals(next, String.valueOf(parsed.next()));
    assertEquals(previous == null ? "null" : previous, String.valueOf(parsed.previous()));
    assertEquals(id, parsed.bytes().toString());
    assertNull(StreamId.MAX.next());
  }

  /// Counts the nodes by building the tree's chains from the set of all prefixes.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theRadixTreeHasThatManyNodes(long seed) {
    var random = Choices.seeded(seed);
    var ids = new TreeSet<StreamId>();
    int bits = 1 + random.below(40);
    for (int i = random.below(60); i >= 0; i--) {
      ids.add(
          new StreamId(
              random.anyLong() >>> 64 - bits, random.anyLong() >>> 64 - 1 - random.below(30)));
      assertEquals(slowNodes(ids), RadixShape.nodes(ids.toArray(new StreamId[0])), "seed " + seed);
    }
  }

  private static long slowNodes(Set<StreamId> ids) {
    var prefixes = new TreeMap<String, TreeSet<Character>>();
    for (StreamId id : ids) {
      String key = hex(id.millis()) + hex(id.sequence());
      for (int i = 0; i < 16; i++) {
        prefixes.computeIfAbsent(key.substring(0, i), _ -> new TreeSet<>()).add(key.charAt(i));
      }
    }
    long branches = prefixes.values().stream().filter(next -> next.size() > 1).count();
    long chains =
        prefixes.entrySet().stream()
            .filter(entry -> entry.getValue().size() == 1)
            .map(entry -> entry.getKey())
            .filter(prefix ->
                prefix.isEmpty() || branches(prefixes, prefix.substring(0, prefix.length() - 1)))
            .count();
    return ids.size() + branches + chains;
  }

  private static boolean branches(Map<String, ? extends Set<Character>> prefixes, String prefix) {
    Set<Character> next = prefixes.get(prefix);
    return next != null && next.size() > 1;
  }

  /// Eight characters, one for each byte.
  private static String hex(long number) {
    var bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (number >>> 56 - 8 * i);
    }
    return new String(bytes, ISO_8859_1);
  }

  @Test
  void aStreamOfAThousandEntriesIsSmall() {
    for (int i = 0; i < 1_000; i++) {
      var words = Words.of(Arrays.asList("sensor", "" + i % 7, "value", "" + 20.5 * i));
      stream.append(new StreamId(1_700_000_000_000L + 10L * i, 0), words, 4096, 100);
    }
    assertTrue(stream.bytes() < 25_000, "" + stream.bytes());
  }
}
