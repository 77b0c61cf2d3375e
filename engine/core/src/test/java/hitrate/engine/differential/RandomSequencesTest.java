package hitrate.engine.differential;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.AlteringProxy.Alteration;
import hitrate.engine.differential.Transcript.Observation;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import hitrate.engine.testing.Shrinker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Random sequences of commands, sent as one pipeline each, do the same in our node as in the real
/// server. A sequence that does not is shrunk and printed as a case, ready to be pasted into a
/// table.
///
/// `-Dhitrate.operations=10000000` runs more of them, `-Dhitrate.seed=42` others.
@ResourceLock(Servers.LOCK)
class RandomSequencesTest {

  private static final int SEQUENCE = 200;
  private static final int SHRINK_TRIES = 3_000;
  private static final int OPERATIONS = Integer.getInteger("hitrate.operations", 100_000);
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);

  @Test
  void theNodeDoesWhatTheRealServerDoes() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      Servers.requireCommands(Commands.names(), ours, reference);
      String failure = firstFailure(reference, ours, OPERATIONS / SEQUENCE);
      if (!failure.isEmpty()) {
        fail(failure);
      }
    }
  }

  @Test
  void aFaultDeepInASequenceIsShrunkToTheCommandsThatMatter() throws IOException {
    Alteration forgetful =
        new Alteration() {
          @Override
          public List<Bytes> request(List<Bytes> command) {
            boolean isAppend = command.getFirst().equals(Bytes.of("APPEND"));
            return isAppend && command.size() == 3 && command.get(2).length() > 20
                ? List.of(command.get(0), command.get(1), command.get(2).slice(0, 20))
                : command;
          }
        };
    try (var reference = Servers.reference();
        var second = RedisProcess.start();
        var proxy = AlteringProxy.before(second.port(), forgetful);
        var altered = new Side("altered", "127.0.0.1", proxy.port())) {
      String failure = firstFailure(reference, altered, 100);
      List<String> commands =
          failure.lines().filter(line -> line.startsWith("APPEND")).map(String::strip).toList();
      assertEquals(1, commands.size(), failure);
      assertEquals(Bytes.of("APPEND"), Words.split(commands.getFirst()).getFirst());
      assertEquals(21, Words.split(commands.getFirst()).get(2).length(), failure);
      assertTrue(failure.contains("-Dhitrate.seed="), failure);
    }
  }

  @Test
  void equalServersShowNoDifference() throws IOException {
    try (var reference = Servers.reference();
        var second = RedisProcess.start();
        var side = new Side("second", "127.0.0.1", second.port())) {
      assertEquals("", firstFailure(reference, side, 50));
    }
  }

  private static String firstFailure(Side reference, Side ours, int sequences) throws IOException {
    String entries = "stream-node-max-entries";
    String before = reference.configure(entries, "6");
    ours.configure(entries, "6");
    try (var both = new Pair(reference, ours)) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + sequences; seed++) {
        String failure = both.failure(seed);
        if (!failure.isEmpty()) {
          return failure;
        }
      }
      return "";
    } finally {
      reference.configure(entries, before);
    }
  }

  /// Both servers with a connection to each.
  private record Pair(Side reference, Side ours, Wire toReference, Wire toOurs)
      implements AutoCloseable {

    Pair(Side reference, Side ours) throws IOException {
      this(reference, ours, reference.connect(), ours.connect());
    }

    @Override
    public void close() throws IOException {
      toReference.close();
      toOurs.close();
    }

    String failure(long seed) throws IOException {
      int version = 2 + (int) (seed & 1);
      var commands = new Commands(Choices.seeded(seed), System.currentTimeMillis());
      var sequence = new ArrayList<List<Bytes>>();
      for (int i = 0; i < SEQUENCE; i++) {
        sequence.add(commands.next());
      }
      if (differences(sequence, version).isEmpty()) {
        return "";
      }
      List<List<Bytes>> small =
          Shrinker.shrink(
              sequence,
              candidate -> !differences(candidate, version).isEmpty(),
              Pair::simpler,
              SHRINK_TRIES);
      return "a random sequence differs; as a case:%n%n--- found with -Dhitrate.seed=%d%n@resp %d%n%s%n%n  %s"
          .formatted(
              seed,
              version,
              small.stream().map(Pair::line).collect(joining(System.lineSeparator())),
              String.join(System.lineSeparator() + "  ", differences(small, version)));
    }

    private List<String> differences(List<List<Bytes>> sequence, int version) {
      try {
        return run(sequence, version, ours, toOurs)
            .differencesFrom(run(sequence, version, reference, toReference));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Transcript run(List<List<Bytes>> sequence, int version, Side side, Wire wire)
        throws IOException {
      side.clear();
      long changes = side.changes();
      var all = new ArrayList<List<Bytes>>();
      all.add(Side.words("HELLO", "" + version));
      all.add(Side.words("SELECT", "0"));
      all.addAll(sequence);
      List<byte[]> replies = wire.pipeline(all);
      var observations = new ArrayList<Observation>(sequence.size());
      for (int i = 0; i < sequence.size(); i++) {
        List<Bytes> command = sequence.get(i);
        observations.add(
            new Observation(line(command), Bytes.wrap(replies.get(i + 2)), false, rules(command)));
      }
      return new Transcript(observations, side.changes() - changes, side.state());
    }

    private static List<Masks.Rule> rules(List<Bytes> command) {
      var rules = new ArrayList<>(Masks.of(command));
      switch (command.getFirst().toString().toUpperCase(Locale.ROOT)) {
        case "SCAN", "SMEMBERS", "SINTER", "SUNION", "SDIFF" -> rules.add(new Masks.Sorted());
        case "SRANDMEMBER" ->
            rules.add(command.size() == 2 ? new Masks.Anything() : new Masks.Sorted());
        case "RANDOMKEY" -> rules.add(new Masks.Anything());
        default -> {}
      }
      return rules;
    }

    /// The same command with a word less, or a shorter one.
    private static List<List<Bytes>> simpler(List<Bytes> command) {
      var result = new ArrayList<List<Bytes>>();
      if (command.getFirst().toString().equalsIgnoreCase("SCAN")) {
        return result; // with a smaller COUNT its cursor may differ by right
      }
      for (int i = 1; i < command.size(); i++) {
        var shorter = new ArrayList<>(command);
        shorter.remove(i);
        result.add(shorter);
      }
      for (int i = 1; i < command.size(); i++) {
        Bytes word = command.get(i);
        int half = word.length() / 2;
        boolean mayBeTime = word.toString().matches("\\d{4,}"); // a second is soon over
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

    private static String line(List<Bytes> command) {
      return command.stream()
          .map(word ->
              word.toString().matches("[A-Za-z0-9_.:+-]+") ? word.toString() : Words.quote(word))
          .collect(joining(" "));
    }
  }
}
