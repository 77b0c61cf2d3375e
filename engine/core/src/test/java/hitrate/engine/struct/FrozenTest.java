package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.testing.Choices;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What has been frozen stays as it is, and can be read as the original could, whatever becomes of
/// that one.
class FrozenTest {
  private static final int STEPS = 60_000;

  private final KeyHash hasher = new KeyHash(5);

  /// Changes a value at random, freezes it every now and then, and looks at what is frozen only
  /// after many more changes.
  private static <V extends LargeValue> void check(
      V value, Choices random, IntConsumer change, Function<V, Object> content) {
    record Frozen<V>(V value, Object content, int step) {}
    var frozen = new ArrayDeque<Frozen<V>>();
    for (int step = 0; step < STEPS; step++) {
      change.accept(step);
      if (random.below(STEPS / 20) == 0) {
        @SuppressWarnings("unchecked") // a value is frozen as one of its own class
        V now = (V) value.frozen();
        assertEquals(content.apply(value), content.apply(now), "at once");
        frozen.add(new Frozen<>(now, content.apply(value), step));
        if (frozen.size() > 3) {
          Frozen<V> old = frozen.remove();
          assertEquals(old.content, content.apply(old.value), "frozen in step " + old.step);
        }
      }
    }
    for (Frozen<V> old : frozen) {
      assertEquals(old.content, content.apply(old.value), "frozen in step " + old.step);
    }
  }

  private static boolean isGrowing(int step) {
    return step / (STEPS / 4) % 2 == 0;
  }

  private static byte[] element(Choices random, int range) {
    int number = random.below(range);
    String text = "element" + number + (number % 50 == 0 ? "x".repeat(1_100) : "");
    return text.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void hashes(long seed) {
    var random = Choices.seeded(seed);
    var table = new FieldTable(hasher);
    check(
        table,
        random,
        step -> {
          byte[] field = element(random, 9_000);
          if (random.percent(isGrowing(step) ? 85 : 15)) {
            byte[] value = random.bytes(random.percent(3) ? 2_000 : random.below(4));
            table.put(field, 0, field.length, value, 0, value.length);
          } else {
            table.remove(field, 0, field.length);
          }
        },
        FrozenTest::contentOfHash);
  }

  private static Object contentOfHash(FieldTable table) {
    var sum = new long[2];
    table.forEachRecord(record -> {
      var key = Bytes.wrap(record.key());
      sum[0] += 31L * key.hashCode() + Bytes.wrap(record.value()).hashCode();
      sum[1] += table.contains(record.key(), 0, key.length()) ? 1 : 0;
    });
    return List.of(table.size(), sum[0], sum[1]);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sets(long seed) {
    var random = Choices.seeded(seed);
    var table = new MemberTable(hasher);
    check(
        table,
        random,
        step -> {
          byte[] member = element(random, 9_000);
          if (random.percent(isGrowing(step) ? 85 : 15)) {
            table.add(member, 0, member.length);
          } else {
            table.remove(member, 0, member.length);
          }
        },
        set -> {
          var sum = new long[1];
          set.forEachRecord(record -> sum[0] += Bytes.wrap(record.key()).hashCode());
          return List.of(set.size(), sum[0]);
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sortedSets(long seed) {
    var random = Choices.seeded(seed);
    var set = new SortedSet(hasher);
    check(
        set,
        random,
        step -> {
          byte[] member = element(random, 9_000);
          if (random.percent(isGrowing(step) ? 85 : 15)) {
            set.put(member, 0, member.length, random.below(3_000));
          } else if (random.below(400) == 0) {
            int from = random.below(set.size() + 1);
            set.removeRanks(from, from + random.below(900));
          } else {
            set.remove(member, 0, member.length);
          }
        },
        FrozenTest::contentOfSortedSet);
  }

  private static Object contentOfSortedSet(SortedSet set) {
    var forwards = new ArrayList<Object>();
    for (int node = set.first(); node != 0; node = set.next(node)) {
      forwards.add(set.score(node));
      forwards.add(Bytes.wrap(set.member(node)));
    }
    int backwards = 0;
    for (int node = set.last(); node != 0; node = set.previous(node)) {
      backwards++;
    }
    return List.of(set.size(), forwards.hashCode(), backwards);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lists(long seed) {
    var random = Choices.seeded(seed);
    var list = new QuickList(random.percent(50) ? -1 : 30, (int) seed % 3);
    var oracle = new ArrayList<String>();
    check(
        list,
        random,
        step -> {
          ListHistory.change(list, oracle, random, oracle.size() < 3_000);
          list.settle();
        },
        FrozenTest::contentOfList);
  }

  private static Object contentOfList(QuickList list) {
    var elements = new ArrayList<Bytes>();
    Cursor cursor = list.at(0);
    for (boolean more = cursor != null; cursor != null && more; more = cursor.next()) {
      elements.add(Bytes.wrap(cursor.toArray()));
    }
    return List.of(list.size(), list.nodes(), elements);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void streams(long seed) {
    var random = Choices.seeded(seed);
    var stream = new Stream();
    check(
        stream,
        random,
        step -> {
          long millis = stream.lastId().millis() + random.below(3);
          if (random.percent(70)) {
            stream.append(
                new StreamId(millis, stream.lastId().sequence() + 1), pair(random), 0, 40);
          } else if (random.percent(95)) {
            stream.delete(new StreamId(millis - random.below(2_000), random.below(step + 1)));
          } else {
            long most = Math.max(stream.length() - random.below(60), 2_000);
            stream.trim(new StreamTrim(true, most, StreamId.MIN, random.percent(30), 0));
          }
        },
        FrozenTest::contentOfStream);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void groups(long seed) {
    var random = Choices.seeded(seed);
    var stream = new Stream();
    check(stream, random, step -> changeGroup(stream, random, step), FrozenTest::contentOfGroups);
  }

  private static void changeGroup(Stream stream, Choices random, int step) {
    var name = Bytes.of("group" + random.below(2));
    ConsumerGroup known = stream.group(name);
    ConsumerGroup group = known == null ? stream.addGroup(name, StreamId.MIN, 0) : known;
    var consumerName = Bytes.of("consumer" + random.below(3));
    StreamConsumer old = group.consumer(consumerName);
    StreamConsumer consumer = old == null ? group.addConsumer(consumerName, step) : old;
    var id = new StreamId(isGrowing(step) ? step : random.below(step), 0);
    PendingEntry pending = group.pending().ceiling(new StreamId(random.below(step + 1), 0));
    int way = random.below(isGrowing(step) ? 120 : 240);
    if (step % 20_000 == 19_999) {
      group.removeConsumer(consumer);
    } else if (step == STEPS - 9_000) {
      stream.removeGroup(group);
    } else if (way < 100) {
      group.addPending(id, consumer, step, 1);
    } else if (pending != null && way < 110) {
      group.addPending(pending.id(), consumer, step, pending.deliveries() + 1);
    } else if (pending != null) {
      group.removePending(pending);
    }
    consumer.seen(step);
    group.moveTo(id, step);
  }

  private static Object contentOfGroups(Stream stream) {
    var content = new ArrayList<Object>();
    for (ConsumerGroup group : stream.groups().values()) {
      content.add(List.of(group.name(), group.lastDelivered(), group.entriesRead()));
      content.add(contentOf(group.pending()).hashCode());
      for (StreamConsumer consumer : group.consumers().values()) {
        var entries = contentOf(consumer.pending());
        assertEquals(
            entries,
            contentOf(group.pending()).stream()
                .filter(entry -> entry.contains(consumer.name()))
                .toList());
        content.add(List.of(consumer.name(), consumer.seenAt(), entries.hashCode()));
      }
    }
    return content;
  }

  private static List<List<Object>> contentOf(PendingEntries entries) {
    var content = new ArrayList<List<Object>>();
    StreamId before = StreamId.MIN;
    for (PendingEntry entry : entries) {
      assertEquals(entry, entries.get(entry.id()));
      assertEquals(entry, content.isEmpty() ? entries.first() : entries.higher(before));
      before = entry.id();
      content.add(
          List.of(entry.id(), entry.consumer().name(), entry.deliveredAt(), entry.deliveries()));
    }
    assertEquals(entries.size(), content.size());
    return content;
  }

  private static StreamFields pair(Choices random) {
    byte[] words = (random.percent(50) ? "field" : "other").getBytes(ISO_8859_1);
    return new StreamFields() {
      @Override
      public int pairs() {
        return 1;
      }

      @Override
      public byte[] array() {
        return words;
      }

      @Override
      public int start(int word) {
        return 0;
      }

      @Override
      public int length(int word) {
        return words.length;
      }
    };
  }

  private static Object contentOfStream(Stream stream) {
    var entries = new ArrayList<Object>();
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, false);
    while (cursor.next()) {
      entries.add(cursor.id());
      cursor.forEachField((pack, field, value) -> entries.add(pack.bytes(field)));
    }
    return List.of(stream.length(), stream.firstId(), stream.lastId(), entries.hashCode());
  }
}
