package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the servers are filled with.
///
/// @param keys how many keys there are, long values not counted
/// @param isMixed whether all types are in it, small and large; else all are strings
record Dataset(int keys, boolean isMixed) {
  private static final int ELEMENTS = 8;
  private static final int TYPES = 10; // five keys of ten are strings
  private static final int STRINGS = 5;
  private static final int ELEMENTS_A_COMMAND = 100;

  /// What it is, in the words of the report.
  String description() {
    String small = "%,d keys of 16 bytes ".formatted(keys);
    return isMixed
        ? small
            + "(five of ten strings of 32, else hashes, lists, sets, sorted sets and streams of %d elements)"
                .formatted(ELEMENTS)
            + " and one large value of each type with %,d elements".formatted(elementsOfLarge())
        : small + "with values of 32";
  }

  /// The name of a string, for any number below [#keys].
  String string(int number) {
    return Filler.key(isMixed ? number / TYPES * TYPES + number % STRINGS : number);
  }

  private int elementsOfLarge() {
    return Math.max(keys / TYPES, 1);
  }

  /// The commands that write everything, or everything anew.
  ///
  /// @param letter what the values are made of
  Stream<List<Bytes>> commands(char letter) {
    String value = String.valueOf(letter).repeat(32);
    if (!isMixed) {
      return IntStream.range(0, keys).mapToObj(i -> words("SET", Filler.key(i), value));
    }
    String text = value.substring(0, ELEMENTS);
    var small = IntStream.range(0, keys).boxed().flatMap(i -> small(i, value, text));
    return Stream.of(small, large("hash", text), large("list", text), large("set", text))
        .reduce(
            Stream.of(large("zset", text), large("stream", text)).flatMap(s -> s), Stream::concat);
  }

  private Stream<List<Bytes>> small(int number, String value, String text) {
    String key = Filler.key(number);
    return switch (number % TYPES) {
      case STRINGS -> values("hash", key, 0, ELEMENTS, text);
      case STRINGS + 1 -> values("list", key, 0, ELEMENTS, text);
      case STRINGS + 2 -> values("set", key, 0, ELEMENTS, text);
      case STRINGS + 3 -> values("zset", key, 0, ELEMENTS, text);
      case STRINGS + 4 -> values("stream", key, 0, ELEMENTS, text);
      default -> Stream.of(words("SET", key, value));
    };
  }

  private Stream<List<Bytes>> large(String type, String text) {
    int parts = Math.ceilDiv(elementsOfLarge(), ELEMENTS_A_COMMAND);
    return IntStream.range(0, parts)
        .boxed()
        .flatMap(part -> {
          int from = part * ELEMENTS_A_COMMAND;
          int to = Math.min(from + ELEMENTS_A_COMMAND, elementsOfLarge());
          return values(type, "large:" + type, from, to, text);
        });
  }

  /// Writes elements `from` to below `to` of a value; the first ones take the place of all before
  /// where the old could not be written over.
  private static Stream<List<Bytes>> values(
      String type, String key, int from, int to, String text) {
    var start = from == 0 ? Stream.of(words("DEL", key)) : Stream.<List<Bytes>>empty();
    return switch (type) {
      case "hash" -> all("HSET", key, from, to, i -> List.of("field:" + i, text + i));
      case "zset" -> all("ZADD", key, from, to, i -> List.of(score(i, text), "member:" + i));
      case "list" -> Stream.concat(start, all("RPUSH", key, from, to, i -> List.of(text + i)));
      case "set" -> Stream.concat(start, all("SADD", key, from, to, i -> List.of(text + i)));
      default ->
          Stream.concat(
              start,
              IntStream.range(from, to)
                  .mapToObj(i -> words("XADD", key, i + 1 + "-0", "field", text + i)));
    };
  }

  private static String score(int number, String text) {
    return Integer.toString(number * 7919 % 100_003 + text.charAt(0));
  }

  private static Stream<List<Bytes>> all(
      String command, String key, int from, int to, IntFunction<List<String>> element) {
    var words = new ArrayList<>(words(command, key));
    for (int i = from; i < to; i++) {
      element.apply(i).forEach(word -> words.add(Bytes.of(word)));
    }
    return Stream.of(words);
  }

  private static List<Bytes> words(String... words) {
    return Stream.of(words).map(Bytes::of).toList();
  }
}
