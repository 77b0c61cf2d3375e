package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// What a server holds when a load begins.
enum Data {
  /// Strings under the keys that redis-benchmark draws from.
  KEYS(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      Filler.fill(port, sizes.keys(), 32);
    }
  },
  /// A tenth of those keys, with values of a kilobyte.
  KILOBYTES(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      Filler.fill(port, sizes.elements(), 1024);
    }
  },
  /// Nothing: the load itself makes its key `made`, which goes before each turn.
  NOTHING(true) {
    @Override
    void fill(int port, Sizes sizes) {}
  },
  /// A hash of fields that the load draws from.
  HASH(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      String value = "x".repeat(32);
      many(port, sizes.elements(), "HSET", "hash", i -> List.of("f:" + Filler.digits(i), value));
    }
  },
  /// Hashes of five fields.
  HASHES(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      String value = "x".repeat(32);
      Filler.send(
          port,
          sizes.elements(),
          i ->
              words(
                  "HSET",
                  "hash:" + Filler.digits(i),
                  "name",
                  value,
                  "mail",
                  value,
                  "city",
                  value,
                  "born",
                  "1970",
                  "seen",
                  "0"));
    }
  },
  /// A list of 10,000 items.
  LIST(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, 10_000, "RPUSH", "list", i -> List.of("x".repeat(32)));
    }
  },
  /// A list with an item for each request.
  POPPED_LIST(true) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, sizes.requests(), "RPUSH", "made", i -> List.of("x".repeat(32)));
    }
  },
  /// A set with a member for each request.
  POPPED_SET(true) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, sizes.requests(), "SADD", "made", i -> List.of("m:" + Filler.digits(i)));
    }
  },
  /// A sorted set with a member for each request.
  POPPED_BOARD(true) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, sizes.requests(), "ZADD", "made", Data::scored);
    }
  },
  /// A sorted set with as many members as there are keys.
  BOARD(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, sizes.keys(), "ZADD", "board", Data::scored);
    }
  },
  /// Two sets that share a tenth of their members.
  TWO_SETS(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      int members = sizes.elements();
      many(port, members, "SADD", "a", i -> List.of("m:" + Filler.digits(i)));
      int shift = members - members / 10;
      many(port, members, "SADD", "b", i -> List.of("m:" + Filler.digits(i + shift)));
    }
  },
  /// Points in a square of ten degrees, as many as there are keys.
  PLACES(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      var random = new SplittableRandom(7);
      many(
          port,
          sizes.keys(),
          "GEOADD",
          "places",
          i ->
              List.of(
                  Double.toString(random.nextDouble(10)),
                  Double.toString(random.nextDouble(40, 50)),
                  "p:" + Filler.digits(i)));
    }
  },
  /// A HyperLogLog in its dense form.
  ESTIMATE(false) {
    @Override
    void fill(int port, Sizes sizes) throws IOException {
      many(port, sizes.elements(), "PFADD", "estimate", i -> List.of("v:" + Filler.digits(i)));
    }
  };

  /// How much to fill in.
  ///
  /// @param keys of the whole run
  /// @param elements of one value: a tenth of the keys
  /// @param requests of the turn that follows
  record Sizes(int keys, int elements, int requests) {}

  private static final int TOGETHER = 100;

  private final boolean eachTurn;

  Data(boolean eachTurn) {
    this.eachTurn = eachTurn;
  }

  /// Whether every turn begins with new data.
  boolean eachTurn() {
    return eachTurn;
  }

  abstract void fill(int port, Sizes sizes) throws IOException;

  @FunctionalInterface
  private interface Element {
    List<String> words(int number);
  }

  /// Adds `count` elements to one key, a hundred with each request.
  private static void many(int port, int count, String command, String key, Element element)
      throws IOException {
    Filler.send(
        port,
        (count + TOGETHER - 1) / TOGETHER,
        i -> {
          var words = new ArrayList<Bytes>();
          words.add(Bytes.of(command));
          words.add(Bytes.of(key));
          for (int n = i * TOGETHER; n < Math.min(count, (i + 1) * TOGETHER); n++) {
            element.words(n).forEach(word -> words.add(Bytes.of(word)));
          }
          return words;
        });
  }

  private static List<String> scored(int number) {
    return List.of(
        Integer.toString((int) (number * 2654435761L % 1_000_000)), "m:" + Filler.digits(number));
  }

  private static List<Bytes> words(String... words) {
    return Arrays.stream(words).map(Bytes::of).toList();
  }
}
