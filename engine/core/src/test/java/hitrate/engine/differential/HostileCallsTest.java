package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.differential.CallShapes.Shape;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Calls of every command that the real server has, most of them with something wrong: too many or
/// too few words, options twice or out of order, keys of another type, numbers that are none. Both
/// servers answer the same and change the same: by itself, in a transaction, in a script, for a
/// user who may not, with a full memory, while subscribed, and before AUTH.
///
/// `-Dhitrate.calls=100000` makes more of them, `-Dhitrate.seed=42` others, `-Dhitrate.only=xadd`
/// only those of the commands that begin so.
class HostileCallsTest {
  private static final String[] DEBUG = {"--enable-debug-command", "yes"};
  private static final int CALLS = Integer.getInteger("hitrate.calls", 1_200);
  private static final long SEED = Long.getLong("hitrate.seed", 1);
  private static final String ONLY = System.getProperty("hitrate.only", "");
  private static final int SHOWN = Integer.getInteger("hitrate.shown", 40);

  /// What would end the server, stop it, read or write its files, or speak to other servers.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "shutdown",
          "debug",
          "monitor",
          "sync",
          "psync",
          "replconf",
          "replicaof",
          "slaveof",
          "failover",
          "migrate",
          "save",
          "bgsave",
          "bgrewriteaof",
          "pfselftest",
          "config rewrite",
          "client kill",
          "client pause",
          "client reply",
          "script debug");

  @Test
  void bothServersAnswerTheSameToAnyCall() throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var node = CacheNode.builder().config(DEBUG[0].substring(2), DEBUG[1]).start();
        var ours = new Side("hitrate", node.host(), node.port());
        var theirRun = new HostileRun(reference);
        var ourRun = new HostileRun(ours)) {
      compareAll(shapes(reference), CALLS, theirRun, ourRun);
    }
  }

  private static void compareAll(
      List<Shape> shapes, int calls, HostileRun theirRun, HostileRun ourRun) {
    var differences = new LinkedHashMap<String, String>();
    for (int i = 0; i < calls && differences.size() < SHOWN; i++) {
      long seed = SEED * 1_000_000_007L + i;
      Shape shape = shapes.get(i % shapes.size());
      compare(seed, shape, theirRun, ourRun, differences);
    }
    assertEquals("", String.join("\n", differences.values()));
  }

  @Test
  void commandsDoTheSameUnderOtherNames() throws IOException {
    try (var usual = RedisProcess.start();
        var asked = new Side("redis-server", "127.0.0.1", usual.port())) {
      var names = new OtherNames(CallShapes.of(asked.connect()));
      try (var real = RedisProcess.start(names.arguments(DEBUG));
          var reference = new Side("redis-server", "127.0.0.1", real.port());
          var node =
              names.rename(CacheNode.builder().config(DEBUG[0].substring(2), DEBUG[1])).start();
          var ours = new Side("hitrate", node.host(), node.port());
          var theirRun = new HostileRun(reference, names::called);
          var ourRun = new HostileRun(ours, names::called)) {
        compareAll(shapes(asked), CALLS / 6, theirRun, ourRun);
      }
    }
  }

  private static List<Shape> shapes(Side reference) throws IOException {
    try (var wire = reference.connect()) {
      return CallShapes.of(wire).stream()
          .filter(shape -> !LEFT_OUT.contains(shape.name()) && shape.name().startsWith(ONLY))
          .toList();
    }
  }

  private static void compare(
      long seed, Shape shape, HostileRun theirs, HostileRun ours, Map<String, String> differences) {
    var choices = Choices.seeded(seed);
    List<Bytes> words = HostileCalls.make(choices, shape);
    var circumstance = choices.of(List.of(HostileRun.Circumstance.values()));
    int version = 2 + choices.below(2);
    var expected = CompletableFuture.supplyAsync(() -> run(theirs, words, circumstance, version));
    List<String> actual = run(ours, words, circumstance, version);
    if (!actual.equals(expected.join())) {
      differences.putIfAbsent(
          shape.name(),
          "%s (%s, RESP%d, seed %d)%n%s"
              .formatted(
                  HistoryRun.line(words),
                  circumstance,
                  version,
                  seed,
                  unlike(actual, expected.join())));
    }
  }

  private static String unlike(List<String> ours, List<String> theirs) {
    var text = new StringBuilder();
    var left = new ArrayList<>(ours);
    var right = new ArrayList<>(theirs);
    theirs.forEach(left::remove);
    ours.forEach(right::remove);
    left.forEach(line -> text.append("    ours:     ").append(line).append('\n'));
    right.forEach(line -> text.append("    expected: ").append(line).append('\n'));
    return text.toString();
  }

  private static List<String> run(
      HostileRun run, List<Bytes> words, HostileRun.Circumstance circumstance, int version) {
    try {
      return run.observe(words, circumstance, version);
    } catch (IOException e) {
      throw new UncheckedIOException(HistoryRun.line(words) + ": " + e.getMessage(), e);
    }
  }
}
