package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.Transcript.Observation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Every sequence of up to three options of a command, sensible or not, does what the real server
/// does: on a key that is not there, on one without and on one with a deadline.
@ResourceLock(Servers.LOCK)
class OptionsTest {

  private static final int MOST_OPTIONS = 3;
  private static final List<String> BEFORE =
      List.of("DEL k", "SET k abcabd", "SET k abcabd EXAT 4000000000");
  private static final List<String> AFTER = List.of("GET k", "PEXPIRETIME k", "DEL k l");

  /// A command and its options.
  private record Options(String command, List<String> options) {}

  private static final List<Options> ALL =
      List.of(
          new Options(
              "SET k w",
              List.of(
                  "NX",
                  "XX",
                  "GET",
                  "KEEPTTL",
                  "EX 5000",
                  "PX 6000000",
                  "EXAT 4100000000",
                  "PXAT 4200000000000",
                  "EX 0",
                  "PX x",
                  "junk")),
          new Options(
              "GETEX k",
              List.of(
                  "PERSIST",
                  "EX 5000",
                  "PX 6000000",
                  "EXAT 4100000000",
                  "PXAT 4200000000000",
                  "PXAT 1",
                  "EX 0",
                  "PX x",
                  "junk")),
          new Options("EXPIRE k 5000", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options("PEXPIRE k 6000000", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options("EXPIREAT k 4100000000", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options("EXPIREAT k 1", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options("PEXPIREAT k 3900000000000", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options("EXPIRE k x", List.of("NX", "XX", "GT", "LT", "junk")),
          new Options(
              "LCS k k",
              List.of("LEN", "IDX", "WITHMATCHLEN", "MINMATCHLEN 2", "MINMATCHLEN x", "junk")),
          new Options(
              "SCAN 0",
              List.of(
                  "COUNT 1000",
                  "COUNT 0",
                  "COUNT x",
                  "MATCH k*",
                  "MATCH z",
                  "TYPE string",
                  "TYPE hash",
                  "junk")),
          new Options("ZADD k", List.of("NX", "XX", "GT", "LT", "CH", "INCR", "1 a", "2 b", "x a")),
          new Options(
              "ZRANGE l 0 1",
              List.of("BYSCORE", "BYLEX", "REV", "WITHSCORES", "LIMIT 0 1", "LIMIT x 1", "junk")),
          new Options(
              "ZRANGESTORE k l 0 1",
              List.of("BYSCORE", "BYLEX", "REV", "WITHSCORES", "LIMIT 0 1", "LIMIT x 1", "junk")),
          new Options(
              "ZUNION 2 k l",
              List.of("WITHSCORES", "WEIGHTS 1 2", "WEIGHTS 1", "AGGREGATE MIN", "LIMIT 1")),
          new Options(
              "ZUNION 2 k k",
              List.of("WITHSCORES", "WEIGHTS 1 2", "WEIGHTS 1", "AGGREGATE MIN", "LIMIT 1")),
          new Options(
              "GEOSEARCH k",
              List.of(
                  "FROMLONLAT 15 37",
                  "FROMMEMBER m",
                  "BYRADIUS 200 km",
                  "BYBOX 400 200 km",
                  "ASC",
                  "COUNT 1",
                  "ANY",
                  "WITHDIST",
                  "STOREDIST",
                  "junk")),
          new Options(
              "GEORADIUS k 15 37 200 km",
              List.of("ASC", "COUNT 1", "ANY", "WITHDIST", "STORE l", "STOREDIST l", "junk")),
          new Options("ZINTERCARD 2 m l", List.of("LIMIT 1", "LIMIT x", "WITHSCORES")),
          new Options("SINTERCARD 2 k k", List.of("LIMIT 0", "LIMIT 1", "LIMIT x", "junk")),
          new Options("FLUSHDB", List.of("ASYNC", "SYNC", "junk")),
          new Options("FLUSHALL", List.of("ASYNC", "SYNC", "junk")));

  @TestFactory
  Stream<DynamicTest> everySequenceOfOptionsDoesWhatItDoesInTheRealServer() {
    return ALL.stream().map(options -> dynamicTest(options.command, () -> compare(options)));
  }

  private static void compare(Options options) throws IOException {
    var lines = new ArrayList<String>();
    for (String call : calls(options)) {
      for (String before : BEFORE) {
        lines.add(before);
        lines.add(call);
        lines.addAll(AFTER);
      }
    }
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      List<String> differences = run(ours, lines).differencesFrom(run(reference, lines));
      assertEquals("", String.join(System.lineSeparator(), differences));
    }
  }

  private static List<String> calls(Options options) {
    var calls = new ArrayList<String>(List.of(options.command));
    List<String> last = List.of(options.command);
    for (int i = 0; i < MOST_OPTIONS; i++) {
      last =
          last.stream()
              .flatMap(call -> options.options.stream().map(option -> call + " " + option))
              .toList();
      calls.addAll(last);
    }
    return calls;
  }

  private static Transcript run(Side side, List<String> lines) throws IOException {
    side.clear();
    Side.Counts before = side.counts();
    List<List<Bytes>> commands = lines.stream().map(Words::split).toList();
    List<byte[]> replies = side.pipeline(commands);
    var observations = new ArrayList<Observation>();
    for (int i = 0; i < lines.size(); i++) {
      var rules = new ArrayList<>(Masks.of(commands.get(i)));
      observations.add(
          new Observation(lines.get(i), Bytes.wrap(replies.get(i)), false, List.copyOf(rules)));
    }
    return new Transcript(observations, side.counts().minus(before), side.state());
  }
}
