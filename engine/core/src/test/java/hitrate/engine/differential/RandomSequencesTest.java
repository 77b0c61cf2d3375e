package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.Histories.Step;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import hitrate.engine.testing.Shrinker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Random histories, of several clients and over all types, do the same in our node as in the real
/// server: the same replies and messages, the same keyspace events, the same counts, and in the end
/// the same data with the same digest. A history that does not is shrunk and printed as a case,
/// ready to be pasted into a table.
///
/// `-Dhitrate.operations=10000000` runs more of them, `-Dhitrate.seed=42` others.
class RandomSequencesTest {

  private static final List<String> LIMITS =
      List.of(
          "hash-max-listpack-entries", "128",
          "hash-max-listpack-value", "64",
          "zset-max-listpack-entries", "128",
          "zset-max-listpack-value", "64",
          "set-max-intset-entries", "512",
          "list-max-listpack-size", "-2",
          "list-compress-depth", "0",
          "stream-node-max-entries", "6",
          "hll-sparse-max-bytes", "3000");

  /// Limits so low that most values are in their large form.
  private static final List<String> LOW_LIMITS =
      List.of(
          "hash-max-listpack-entries", "3",
          "hash-max-listpack-value", "20",
          "zset-max-listpack-entries", "3",
          "zset-max-listpack-value", "20",
          "set-max-intset-entries", "4",
          "list-max-listpack-size", "3",
          "list-compress-depth", "1",
          "stream-node-max-entries", "2",
          "hll-sparse-max-bytes", "200");

  private static final int SEQUENCE = 200;
  private static final int SHRINK_TRIES = 3_000;
  private static final int OPERATIONS = Integer.getInteger("hitrate.operations", 100_000);
  private static final String[] DEBUG = {"--enable-debug-command", "local"};
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);

  @Test
  void theNodeDoesWhatTheRealServerDoes() throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var node = CacheNode.builder().config(DEBUG[0].substring(2), DEBUG[1]).start();
        var ours = new Side("hitrate", node.host(), node.port())) {
      Servers.requireCommands(Commands.names(), ours, reference);
      String failure = firstFailure(reference, ours, command -> command, OPERATIONS / SEQUENCE);
      if (!failure.isEmpty()) {
        fail(failure);
      }
    }
  }

  @Test
  void aFaultDeepInASequenceIsShrunkToTheCommandsThatMatter() throws IOException {
    UnaryOperator<List<Bytes>> forgetful =
        command ->
            Histories.name(command).equals("APPEND")
                    && command.size() == 3
                    && command.get(2).length() > 20
                ? List.of(command.get(0), command.get(1), command.get(2).slice(0, 20))
                : command;
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var second = RedisProcess.start(DEBUG);
        var altered = new Side("altered", "127.0.0.1", second.port())) {
      String failure = firstFailure(reference, altered, forgetful, 100);
      List<String> commands =
          failure.lines().filter(line -> line.regionMatches(true, 0, "APPEND", 0, 6)).toList();
      assertEquals(1, commands.size(), failure);
      assertEquals(21, Words.split(commands.getFirst()).get(2).length(), failure);
      assertTrue(failure.contains("-Dhitrate.seed="), failure);
    }
  }

  @Test
  void equalServersShowNoDifference() throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var second = RedisProcess.start(DEBUG);
        var side = new Side("second", "127.0.0.1", second.port())) {
      assertEquals("", firstFailure(reference, side, command -> command, 50));
    }
  }

  private static String firstFailure(
      Side reference, Side ours, UnaryOperator<List<Bytes>> alteration, int histories)
      throws IOException {
    try (var theirRun = new HistoryRun(reference);
        var ourRun = new HistoryRun(ours, alteration)) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
        String failure = failure(seed, theirRun, ourRun);
        if (!failure.isEmpty()) {
          return failure;
        }
      }
      return "";
    }
  }

  private static String failure(long seed, HistoryRun theirs, HistoryRun ours) {
    int version = 2 + (int) (seed & 1);
    List<String> limits = (seed & 2) == 0 ? LIMITS : LOW_LIMITS;
    List<Step> history = Histories.make(seed, System.currentTimeMillis(), SEQUENCE);
    Function<List<Step>, List<String>> differences =
        steps -> differences(steps, version, limits, theirs, ours);
    List<String> first = differences.apply(history);
    if (first.isEmpty()) {
      return "";
    }
    List<Step> small =
        Shrinker.shrink(
            history,
            candidate -> !differences.apply(candidate).isEmpty(),
            RandomSequencesTest::simpler,
            SHRINK_TRIES);
    String newLine = System.lineSeparator();
    return "a random history differs; as a case:%n%n--- found with -Dhitrate.seed=%d%n@resp %d%n%s%s%n  %s%n%nfirst seen as%n  %s"
        .formatted(
            seed,
            version,
            limits.equals(LIMITS) ? "" : asCase(limits),
            asCase(small, newLine),
            String.join(newLine + "  ", differences.apply(small)),
            first.getFirst());
  }

  private static List<String> differences(
      List<Step> steps, int version, List<String> limits, HistoryRun theirs, HistoryRun ours) {
    var expected = CompletableFuture.supplyAsync(() -> transcript(theirs, steps, version, limits));
    Transcript actual = transcript(ours, steps, version, limits);
    return actual.differencesFrom(expected.join());
  }

  private static Transcript transcript(
      HistoryRun run, List<Step> steps, int version, List<String> limits) {
    try {
      return run.run(steps, version, limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String asCase(List<String> limits) {
    var text = new StringBuilder();
    for (int i = 0; i < limits.size(); i += 2) {
      text.append("@config %s %s%n".formatted(limits.get(i), limits.get(i + 1)));
    }
    return text.toString();
  }

  private static String asCase(List<Step> steps, String newLine) {
    var text = new StringBuilder();
    int client = 0;
    for (Step step : steps) {
      if (step.client() != client) {
        client = step.client();
        text.append("@conn ").append(client + 1).append(newLine);
      }
      text.append(step.mayWait() ? "@send " : "").append(HistoryRun.line(step.words()));
      text.append(newLine);
    }
    return text.toString();
  }

  /// The same command from the first client, by itself instead of in a script, with a word less, or
  /// with a shorter one.
  private static List<Step> simpler(Step step) {
    var result = new ArrayList<List<Bytes>>();
    List<Bytes> command = step.words();
    var steps = new ArrayList<Step>();
    if (step.client() > 0) {
      steps.add(new Step(0, command));
    }
    List<Bytes> inner = Histories.inner(command);
    if (inner.size() < command.size()) {
      result.add(inner);
    }
    if (!Histories.name(inner).endsWith("SCAN")) { // with a smaller COUNT its cursor may differ
      result.addAll(shorter(command));
    }
    result.removeIf(Histories::isOfChance);
    result.forEach(words -> steps.add(new Step(step.client(), words)));
    return steps;
  }

  private static List<List<Bytes>> shorter(List<Bytes> command) {
    var result = new ArrayList<List<Bytes>>();
    for (int i = 1; i < command.size(); i++) {
      var words = new ArrayList<>(command);
      words.remove(i);
      result.add(words);
    }
    for (int i = 1; i < command.size(); i++) {
      Bytes word = command.get(i);
      int half = word.length() / 2;
      boolean mayBeTime =
          word.toString().matches("(?i)-?\\d+([.]\\d*)?|[pe]xat"); // a second is soon over
      if (half > 0 && !mayBeTime) {
        result.add(with(command, i, word.slice(0, half)));
        result.add(with(command, i, word.slice(half, word.length())));
        result.add(with(command, i, word.slice(0, word.length() - 1)));
        result.add(with(command, i, word.slice(1, word.length())));
      }
    }
    return result;
  }

  private static List<Bytes> with(List<Bytes> command, int index, Bytes word) {
    var changed = new ArrayList<>(command);
    changed.set(index, word);
    return changed;
  }
}
