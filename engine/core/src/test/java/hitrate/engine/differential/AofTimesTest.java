package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An append-only file with the times at which things happened (`aof-timestamp-enabled`) can be cut
/// at one of them: everything that happened later is forgotten.
class AofTimesTest {
  private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";
  private static final List<List<String>> FIRST =
      List.of(
          List.of("SET", "a", "1"),
          List.of("MULTI"),
          List.of("INCR", "a"),
          List.of("EVAL", "redis.call('incr', 'a') redis.call('incr', 'b')", "0"),
          List.of("EXEC"),
          List.of("SELECT", "3"),
          List.of("SET", "c", "1"),
          List.of("SELECT", "0"));

  @TempDir private Path folder;

  private Recorders recorders(String preamble) {
    return new Recorders(
        folder,
        "aof-disable-auto-gc",
        "yes",
        "aof-use-rdb-preamble",
        preamble,
        "aof-timestamp-enabled",
        "yes");
  }

  /// What lets time pass for a server.
  private interface Passing {
    void toTheNextSecond() throws IOException;
  }

  private static Passing waiting(Side side) {
    return () -> {
      var time = (Reply.Array) side.call("TIME");
      long micros = Long.parseLong(((Reply.Bulk) time.items().get(1)).value().toString());
      String rest = String.format("%.3f", (1_020_000 - micros) / 1e6);
      side.call("BLPOP", "nosuch", rest); // a second goes by while nothing happens
    };
  }

  private static Passing virtual(VirtualClock clock) {
    return () -> clock.advance(Duration.ofSeconds(1));
  }

  private static VirtualClock now() {
    return VirtualClock.startingAt(Instant.now());
  }

  private static void run(Side side, List<List<String>> calls) throws IOException {
    var all = new ArrayList<List<Bytes>>();
    calls.forEach(words -> all.add(Side.words(words.toArray(String[]::new))));
    try (var wire = side.connect()) {
      wire.pipeline(all);
    }
  }

  /// A life of three seconds, with a rewrite in the second one: false if that took longer, as it
  /// may on a busy machine.
  private static boolean live(Side side, Passing time) throws IOException {
    time.toTheNextSecond();
    run(side, FIRST);
    time.toTheNextSecond();
    long second = second(side);
    run(side, List.of(List.of("INCR", "a")));
    side.call("BGREWRITEAOF");
    AofPeersTest.awaitRewrite(side);
    run(side, List.of(List.of("INCR", "a")));
    boolean isOneSecond = second(side) == second;
    time.toTheNextSecond();
    run(side, List.of(List.of("INCR", "a"), List.of("INCR", "a")));
    return isOneSecond;
  }

  /// All files with what stands in them, without the times themselves.
  private List<String> texts() throws IOException {
    var all = new ArrayList<String>();
    try (var files = Files.list(folder.resolve("appendonlydir"))) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        all.add(file.getFileName() + "\n" + text.replaceAll("#TS:\\d+", "#TS:..."));
        Files.delete(file);
      }
    }
    return all;
  }

  @Test
  void bothServersNoteTheTimeInTheSamePlaces() throws Exception {
    List<String> expected;
    boolean isOneSecond;
    do {
      try (var server = recorders("no").real();
          var side = new Side("redis-server", "127.0.0.1", server.port())) {
        isOneSecond = live(side, waiting(side));
      }
      expected = texts();
    } while (!isOneSecond);
    var clock = now();
    try (var node = recorders("no").ours(clock);
        var side = new Side("hitrate", node.host(), node.port())) {
      live(side, virtual(clock));
    }
    List<String> actual = texts();
    // The order of keys in a base is nobody's business.
    expected.remove(2);
    String base = actual.remove(2);
    assertTrue(base.startsWith("appendonly.aof.2.base.aof\n#TS:...\r\n*2\r\n$6\r\nSELECT"), base);
    assertEquals(expected, actual);
  }

  private RealPrograms.Run cut(long second) throws Exception {
    return RealPrograms.run(
        "",
        "redis-check-aof",
        "--truncate-to-timestamp",
        "" + second,
        folder.resolve(MANIFEST).toString());
  }

  private static long second(Side side) throws IOException {
    var time = (Reply.Array) side.call("TIME");
    return Long.parseLong(((Reply.Bulk) time.items().getFirst()).value().toString());
  }

  private static String digest(Side side) throws IOException {
    return side.call("DEBUG", "DIGEST").toString();
  }

  /// Writes in three seconds; answers the second one's number, with its end's digest.
  private static Moment middle(Side side, Passing time) throws IOException {
    time.toTheNextSecond();
    run(side, FIRST);
    time.toTheNextSecond();
    run(side, FIRST);
    var moment = new Moment(second(side), digest(side));
    time.toTheNextSecond();
    run(side, FIRST);
    return moment;
  }

  private record Moment(long second, String digest) {}

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void ourFilesCutAtATimeLoadInBothServers(String preamble) throws Exception {
    var clock = now();
    Moment moment;
    try (var node = recorders(preamble).ours(clock);
        var side = new Side("hitrate", node.host(), node.port())) {
      moment = middle(side, virtual(clock));
    }
    bothServersShow(moment, preamble, clock);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void filesOfTheRealServerCutAtATimeLoadInBothServers(String preamble) throws Exception {
    Moment moment;
    try (var server = recorders(preamble).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      moment = middle(side, waiting(side));
    }
    bothServersShow(moment, preamble, now());
  }

  private void bothServersShow(Moment moment, String preamble, VirtualClock clock)
      throws Exception {
    var run = cut(moment.second);
    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("Successfully truncated AOF"), run.output());
    try (var server = recorders(preamble).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      assertEquals(moment.digest, digest(side), "the real server");
    }
    try (var node = recorders(preamble).ours(clock);
        var side = new Side("hitrate", node.host(), node.port())) {
      assertEquals(moment.digest, digest(side), "our node");
    }
  }
}
