package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Random calls of families of which [RandomSequencesTest] compares too little: all bytes of a
/// DUMP, and searches all over the map.
///
/// `-Dhitrate.operations=1000000` makes more of them, `-Dhitrate.seed=42` others.
class RandomFamiliesTest {
  private static final int OPERATIONS = Integer.getInteger("hitrate.operations", 100_000) / 20;
  private static final long SEED = Long.getLong("hitrate.seed", 1);
  private static final int AT_ONCE = 100;

  private static final List<String> EXTENTS =
      List.of("0", "0.5", "1", "100", "1000", "5000", "20000", "40000", "50000", "1e6", "-1");

  private static void compare(Function<Choices, List<Bytes>> calls) throws IOException {
    try (var real = RedisProcess.start();
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var node = CacheNode.start();
        var ours = new Side("hitrate", node.host(), node.port())) {
      var choices = Choices.seeded(SEED);
      for (int made = 0; made < OPERATIONS; made += AT_ONCE) {
        var batch = new ArrayList<List<Bytes>>();
        while (batch.size() < AT_ONCE) {
          batch.add(calls.apply(choices));
        }
        List<byte[]> expected = reference.pipeline(batch);
        List<byte[]> actual = ours.pipeline(batch);
        for (int i = 0; i < AT_ONCE; i++) {
          assertEquals(
              Bytes.wrap(expected.get(i)),
              Bytes.wrap(actual.get(i)),
              HistoryRun.line(batch.get(i)) + " (seed " + SEED + ", call " + (made + i) + ")");
        }
      }
    }
  }

  @Test
  void dumpsAreTheSameToTheByte() throws IOException {
    compare(choices ->
        choices.percent(50)
            ? Side.words("DUMP", "k")
            : List.of(Bytes.of("SET"), Bytes.of("k"), hardlyCompressible(choices)));
  }

  /// Bytes without order but for a few runs and repetitions, so that it is a close thing whether
  /// they become shorter.
  private static Bytes hardlyCompressible(Choices choices) {
    byte[] bytes = new byte[20 + choices.below(choices.percent(50) ? 40 : 380)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) choices.below(256);
    }
    for (int times = choices.below(5); times > 0; times--) {
      int at = 4 + choices.below(bytes.length - 4);
      int length = Math.min(3 + choices.below(12), bytes.length - at);
      int from = choices.percent(50) ? at / 2 : at - 1; // of which the latter makes a run
      for (int i = 0; i < length; i++) {
        bytes[at + i] = bytes[from + i];
      }
    }
    return Bytes.wrap(bytes);
  }

  @Test
  void searchesFindTheSamePlaces() throws IOException {
    compare(choices -> Side.words(geoCall(choices).toArray(String[]::new)));
  }

  private static List<String> geoCall(Choices choices) {
    var words = new ArrayList<String>();
    int kind = choices.below(10);
    if (kind == 0) {
      words.addAll(List.of("GEOADD", "g", anywhere(choices, 180), anywhere(choices, 85.05)));
      words.add("m" + choices.below(60));
      return words;
    }
    boolean stores = kind == 1;
    words.addAll(stores ? List.of("GEOSEARCHSTORE", "h", "g") : List.of("GEOSEARCH", "g"));
    if (choices.percent(30)) {
      words.addAll(List.of("FROMMEMBER", "m" + choices.below(60)));
    } else {
      words.addAll(List.of("FROMLONLAT", place(choices, 180), place(choices, 85.05)));
    }
    if (choices.percent(50)) {
      words.addAll(List.of("BYRADIUS", choices.of(EXTENTS)));
    } else {
      words.addAll(List.of("BYBOX", choices.of(EXTENTS), choices.of(EXTENTS)));
    }
    words.add(choices.of(List.of("m", "km", "km", "mi", "ft")));
    if (choices.percent(30)) {
      words.addAll(List.of("COUNT", "" + (1 + choices.below(9))));
    }
    if (!stores) {
      List.of("WITHDIST", "WITHHASH", "WITHCOORD").stream()
          .filter(_ -> choices.percent(20))
          .forEach(words::add);
    }
    words.add(choices.percent(50) ? "ASC" : "DESC");
    return words;
  }

  @Test
  void whatIsEqualToTheOrderComesInTheSameSequence() throws IOException {
    compare(choices -> Side.words(tiedCall(choices).toArray(String[]::new)));
  }

  /// Lists and places of which many are equal in what they are sorted by.
  private static List<String> tiedCall(Choices choices) {
    var words = new ArrayList<String>();
    int many = 1 + choices.below(choices.percent(50) ? 12 : 120);
    switch (choices.below(8)) {
      case 0 -> {
        words.add("RPUSH");
        words.add("l");
        for (int i = 0; i < many; i++) {
          words.add("" + choices.below(40));
        }
      }
      case 1 -> words.addAll(List.of("LTRIM", "l", "-" + many, "-1"));
      case 2 -> words.addAll(List.of("SET", "w" + choices.below(40), "" + choices.below(4)));
      case 3 -> {
        words.addAll(List.of("GEOADD", "t"));
        for (int i = 0; i < many; i++) {
          words.addAll(List.of("" + choices.below(3), "" + choices.below(3)));
          words.add("m" + choices.below(150));
        }
      }
      case 4 -> words.addAll(List.of("ZREMRANGEBYRANK", "t", "0", "" + many));
      case 5 -> {
        words.addAll(List.of("GEOSEARCH", "t", "FROMLONLAT", "1", "1", "BYRADIUS", "300", "km"));
        words.addAll(List.of(choices.percent(50) ? "ASC" : "DESC", "COUNT", "" + many));
      }
      default -> {
        words.addAll(List.of("SORT", "l", "BY", "w*", "LIMIT"));
        words.addAll(List.of("" + (choices.below(60) - 1), "" + (many - 2)));
        words.add(choices.percent(50) ? "ASC" : "DESC");
        words.add(choices.percent(80) ? "ALPHA" : "ASC");
      }
    }
    return words;
  }

  private static String place(Choices choices, double most) {
    return switch (choices.below(8)) {
      case 0 -> "0";
      case 1 -> "" + most;
      case 2 -> "-" + most;
      default -> anywhere(choices, most);
    };
  }

  /// No two such places are equally far away, see [#tiedCall] for those that are.
  private static String anywhere(Choices choices, double most) {
    return String.format(Locale.ROOT, "%.6f", (choices.below(2_000_001) - 1_000_000) * most / 1e6);
  }
}
