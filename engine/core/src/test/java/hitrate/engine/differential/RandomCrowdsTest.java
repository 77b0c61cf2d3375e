package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.Crowd.Step;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import hitrate.engine.testing.Shrinker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one client does reaches others: those that keep caches, listen, wait, or hear of changes.
/// Random ones of them hear the same of each other in our node as in the real server, each of them
/// at the same step and in the same order.
///
/// `-Dhitrate.operations=10000000` runs more of them, `-Dhitrate.seed=42` others.
class RandomCrowdsTest {
  private static final int STEPS = 80;
  private static final int CROWDS = Integer.getInteger("hitrate.operations", 100_000) / 10_000;
  private static final int SHRINK_TRIES = 1_000;
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);
  private static final Pattern PART = Pattern.compile("\\[([^]]*)]([?+]?)|[^ ]+");
  private static final Set<String> BY_CHANCE =
      Set.of(
          "SCAN",
          "HSCAN",
          "SSCAN",
          "ZSCAN",
          "SMEMBERS",
          "SINTER",
          "SUNION",
          "SDIFF",
          "SPOP",
          "SRANDMEMBER",
          "HRANDFIELD",
          "ZRANDMEMBER",
          "RANDOMKEY",
          "DUMP",
          "SORT",
          "SORT_RO",
          "KEYS",
          "HGETALL",
          "HKEYS",
          "HVALS");
  private static final String[] DEBUG = {"--enable-debug-command", "local"};

  /// What the clients of a crowd do, and what is done before: one of these.
  private record Family(String name, List<String> shapes, List<List<String>> before) {
    static final Family CACHES = of("caches", CrowdShapes.CACHES, List.of());
    static final Family LISTENERS = of("listeners", CrowdShapes.LISTENERS, List.of());
    static final Family WAITERS = of("waiters", CrowdShapes.WAITERS, List.of());
    static final Family EVENTS = of("events", CrowdShapes.EVENTS, CrowdShapes.BEFORE_EVENTS);
    static final Family EVICTION =
        of("eviction", CrowdShapes.EVICTION, CrowdShapes.BEFORE_EVICTION);
    static final Family RIGHTS = of("rights", CrowdShapes.RIGHTS, CrowdShapes.BEFORE_RIGHTS);
    static final Family SCRIPTS = of("scripts", ScriptShapes.ALL, ScriptShapes.BEFORE_SCRIPTS);
    static final Family USES = new Family("uses", CrowdShapes.USES, CrowdShapes.BEFORE_USES);
    static final List<Family> ALL =
        List.of(CACHES, LISTENERS, WAITERS, EVENTS, EVICTION, RIGHTS, SCRIPTS, USES);

    private static Family of(String name, List<String> shapes, List<String> before) {
      return new Family(name, shapes, List.of(before));
    }

    List<String> before(long seed) {
      return before.get((int) (seed % before.size()));
    }
  }

  @Test
  void clientsThatKeepCachesAreToldOfTheSameChanges() throws IOException {
    compare(Family.CACHES);
  }

  @Test
  void clientsThatListenHearTheSameMessages() throws IOException {
    compare(Family.LISTENERS);
  }

  @Test
  void clientsThatWaitAreServedInTheSameOrder() throws IOException {
    compare(Family.WAITERS);
  }

  @Test
  void clientsThatHearOfChangesHearOfTheSame() throws IOException {
    compare(Family.EVENTS);
  }

  @Test
  void whatAFullMemoryThrowsOutIsToldInTheSameOrder() throws IOException {
    compare(Family.EVICTION);
  }

  @Test
  void clientsWithRightsMayDoTheSame() throws IOException {
    compare(Family.RIGHTS);
  }

  @Test
  void scriptsAndFunctionsDoTheSameInAnyStateOfTheServer() throws IOException {
    compare(Family.SCRIPTS);
  }

  @Test
  void keysCountTheSameUses() throws IOException {
    compare(Family.USES);
  }

  /// Where our node writes what it is to load again.
  @TempDir Path folder;

  @Test
  void equalServersShowNoDifference() throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var second = RedisProcess.start(DEBUG);
        var same = new Side("second", "127.0.0.1", second.port())) {
      for (Family family : Family.ALL) {
        compare(family, CROWDS / 5, reference, same);
      }
    }
  }

  private void compare(Family family) throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var node =
            CacheNode.builder()
                .config(DEBUG[0].substring(2), DEBUG[1])
                .config("dir", folder.toString())
                .start();
        var ours = new Side("hitrate", node.host(), node.port())) {
      compare(family, CROWDS, reference, ours);
    }
  }

  private static void compare(Family family, int crowds, Side reference, Side ours) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + crowds; seed++) {
      List<Step> steps = steps(seed, family.shapes);
      List<String> before = family.before(seed);
      String first = difference(steps, before, reference, ours);
      if (!first.isEmpty()) {
        List<Step> small =
            Shrinker.shrink(
                steps,
                candidate -> !difference(candidate, before, reference, ours).isEmpty(),
                _ -> List.of(),
                SHRINK_TRIES);
        String text = String.join("\n", small.stream().map(Step::toString).toList());
        String last = difference(small, before, reference, ours);
        assertEquals(
            "",
            text + (last.isEmpty() ? "\n(not again)" + first : last),
            family.name + ", seed " + seed);
      }
    }
  }

  private static List<Step> steps(long seed, List<String> shapes) {
    var choices = Choices.seeded(seed);
    var commands = new Commands(choices, System.currentTimeMillis());
    var steps = new ArrayList<Step>();
    while (steps.size() < STEPS) {
      steps.add(new Step(choices.below(Crowd.CLIENTS), words(shapes, choices, commands)));
    }
    return steps;
  }

  private static List<Bytes> words(List<String> shapes, Choices choices, Commands commands) {
    var words = new ArrayList<Bytes>();
    expand(choices.of(shapes), choices, commands, words);
    return words;
  }

  private static List<Bytes> any(Commands commands) {
    while (true) {
      List<Bytes> words = commands.next();
      if (Masks.of(words).isEmpty() && !BY_CHANCE.contains(Histories.name(words))) {
        return words;
      }
    }
  }

  private static void expand(String shape, Choices choices, Commands commands, List<Bytes> into) {
    Matcher part = PART.matcher(shape);
    while (part.find()) {
      String choice = part.group(1);
      if (choice == null) {
        into.addAll(word(part.group(), commands));
        continue;
      }
      int times =
          switch (part.group(2)) {
            case "?" -> choices.below(2);
            case "+" -> 1 + choices.below(3);
            default -> 1;
          };
      for (int i = 0; i < times; i++) {
        String chosen = choices.of(List.of(choice.split("\\|")));
        if (chosen.startsWith("(")) {
          into.add(Bytes.of(chosen));
        } else {
          expand(chosen, choices, commands, into);
        }
      }
    }
  }

  private static List<Bytes> word(String word, Commands commands) {
    if (word.equals(CrowdShapes.ANY)) {
      return any(commands);
    }
    return word.startsWith("<")
        ? commands.from(List.of(word))
        : List.of(Bytes.of(ScriptShapes.TEXTS.getOrDefault(word, word)));
  }

  /// The first difference, with what came instead; empty when there is none.
  private static String difference(
      List<Step> steps, List<String> before, Side reference, Side ours) {
    List<List<Bytes>> preparation =
        Stream.concat(CrowdShapes.ALWAYS_BEFORE.stream(), before.stream())
            .map(Words::split)
            .toList();
    Step at = new Step(0, List.of());
    try (var theirs = new Crowd(reference, preparation);
        var mine = new Crowd(ours, preparation)) {
      for (Step step : steps) {
        at = step;
        List<String> expected = theirs.after(step);
        List<String> actual = mine.after(step);
        if (!expected.equals(actual)) {
          return "\n%s\n  ours:     %s\n  expected: %s"
              .formatted(step, visible(actual), visible(expected));
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e + " at " + at, e);
    }
  }

  private static String visible(List<String> arrived) {
    return arrived.toString().replace("\r\n", " ");
  }
}
