package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A program that holds what the keyspace says that its large values take against what the heap of
/// the JVM holds more, and less when they go: they differ by less than a twentieth. It prints where
/// they do not.
///
/// A program, because in the JVM of the tests other threads take and leave memory when they like,
/// and each collection passes through all that other tests have left behind.
final class LargeBytes {

  private static final int PARTS = 3_000;
  private static final double TOLERANCE = 0.05;
  private static final long ENOUGH = 1 << 20;

  private final BareNode node;

  /// What was held when it was last measured.
  private long heap;

  private LargeBytes(BareNode node) {
    this.node = node;
  }

  /// One call that does something to part number `part` of the value.
  private interface Call {
    List<String> words(String key, int part, Random dice);
  }

  /// A kind of value: how a part comes into it, and how it changes or goes.
  private record Form(String name, Call adding, Call changing) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "hash of short fields",
              (key, i, _) -> List.of("HSET", key, "f" + i, "v" + i),
              (key, i, _) -> List.of("HDEL", key, "f" + i)),
          new Form(
              "hash of long fields",
              (key, i, dice) -> List.of("HSET", key, "f" + i, text(dice, 300)),
              (key, i, dice) -> List.of("HSET", key, "f" + i, text(dice, 100))),
          new Form(
              "hash of fields outside",
              (key, i, dice) -> List.of("HSET", key, "f" + i, text(dice, 1500)),
              (key, i, _) -> List.of("HDEL", key, "f" + i)),
          new Form(
              "hash of fields with times",
              (key, i, _) -> List.of("HSET", key, "f" + i, "v" + i),
              (key, i, _) -> List.of("HEXPIRE", key, "1000", "FIELDS", "1", "f" + i)),
          new Form(
              "set of words",
              (key, i, _) -> List.of("SADD", key, "member" + i),
              (key, i, _) -> List.of("SREM", key, "member" + i)),
          new Form(
              "sorted set",
              (key, i, dice) -> List.of("ZADD", key, "" + dice.nextInt(), "member" + i),
              (key, i, _) -> List.of("ZREM", key, "member" + i)),
          new Form(
              "list of short items",
              (key, i, _) -> List.of("RPUSH", key, "item" + i),
              (key, _, _) -> List.of("LPOP", key)),
          new Form(
              "list of long items",
              (key, _, dice) -> List.of("LPUSH", key, text(dice, 1500)),
              (key, _, dice) -> List.of("LSET", key, "" + dice.nextInt(PARTS), text(dice, 1500))),
          new Form(
              "stream",
              (key, i, _) -> List.of("XADD", key, i + 1 + "-1", "field", "value" + i),
              (key, i, _) -> List.of("XDEL", key, i + 1 + "-1")),
          new Form(
              "stream that a group reads",
              (key, i, _) ->
                  i == 0
                      ? List.of("XGROUP", "CREATE", key, "group", "0", "MKSTREAM")
                      : List.of("XADD", key, i + "-1", "f", "v"),
              (key, _, _) ->
                  List.of("XREADGROUP", "GROUP", "group", "c", "COUNT", "1", "STREAMS", key, ">")));

  private static String text(Random dice, int most) {
    return "x".repeat(1 + dice.nextInt(most));
  }

  public static void main(String[] arguments) {
    try (var node = new BareNode(Instant.ofEpochMilli(1_700_000_000_000L), 1)) {
      new LargeBytes(node).misses().forEach(System.out::println);
    }
  }

  private List<String> misses() {
    for (Form form : FORMS) {
      fill(form, "warm " + form.name);
    }
    heap = liveHeap();
    var misses = new ArrayList<String>();
    for (Form form : FORMS) {
      growth(form).ifPresent(misses::add);
    }
    afterDeletion().ifPresent(misses::add);
    return misses;
  }

  /// What is wrong with the count of a megabyte and more of such values.
  private Optional<String> growth(Form form) {
    long before = heap;
    long counted = node.keyspace().largeValueBytes();
    long grown = 0;
    for (int value = 0; grown < ENOUGH; value++) {
      fill(form, form.name + value);
      grown = node.keyspace().largeValueBytes() - counted;
    }
    heap = liveHeap();
    long held = heap - before;
    return Math.abs(grown / (double) held - 1) <= TOLERANCE
        ? Optional.empty()
        : Optional.of("%s: %d counted, %d held".formatted(form.name, grown, held));
  }

  /// What is wrong with what remains of values of all forms that are deleted.
  private Optional<String> afterDeletion() {
    long before = heap;
    long counted = node.keyspace().largeValueBytes();
    for (Form form : FORMS) {
      fill(form, form.name + " to go");
    }
    long grown = node.keyspace().largeValueBytes() - counted;
    for (Form form : FORMS) {
      call(List.of("DEL", form.name + " to go"));
    }
    heap = liveHeap();
    long left = heap - before;
    return Math.abs(left) <= TOLERANCE * grown
        ? Optional.empty()
        : Optional.of("of %d bytes, %d are held after DEL".formatted(grown, left));
  }

  /// A value with all its parts, every third of which is then changed.
  private void fill(Form form, String key) {
    var dice = new Random(7);
    for (int part = 0; part < PARTS; part++) {
      call(form.adding.words(key, part, dice));
    }
    for (int part = 0; part < PARTS; part += 3) {
      call(form.changing.words(key, part, dice));
    }
  }

  private void call(List<String> words) {
    if (node.call(0, words.stream().map(Bytes::of).toList()) instanceof Reply.Error error) {
      throw new AssertionError(words + ": " + error);
    }
  }

  /// The last call's words and reply are in use until the next one.
  private long liveHeap() {
    call(List.of("SET", "any", "value"));
    Runtime jvm = Runtime.getRuntime();
    jvm.gc();
    jvm.gc();
    return jvm.totalMemory() - jvm.freeMemory();
  }
}
