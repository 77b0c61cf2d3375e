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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void clientsThatKeepCachesAreToldOfTheSameChanges() throws IOException {
    compare(CrowdShapes.CACHES, List.of());
  }

  @Test
  void clientsThatListenHearTheSameMessages() throws IOException {
    compare(CrowdShapes.LISTENERS, List.of());
  }

  @Test
  void clientsThatWaitAreServedInTheSameOrder() throws IOException {
    compare(CrowdShapes.WAITERS, List.of());
  }

  @Test
  void clientsThatHearOfChangesHearOfTheSame() throws IOException {
    compare(CrowdShapes.EVENTS, CrowdShapes.BEFORE_EVENTS);
  }

  @Test
  void clientsWithRightsMayDoTheSame() throws IOException {
    compare(CrowdShapes.RIGHTS, CrowdShapes.BEFORE_RIGHTS);
  }

  @Test
  void keysCountTheSameUses() throws IOException {
    compare(CrowdShapes.USES, CrowdShapes.BEFORE_USES);
  }

  private static void compare(List<String> shapes, List<String> before) throws IOException {
    try (var real = RedisProcess.start(DEBUG);
        var reference = new Side("redis-server", "127.0.0.1", real.port());
        var node = CacheNode.builder().config(DEBUG[0].substring(2), DEBUG[1]).start();
        var ours = new Side("hitrate", node.host(), node.port())) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + CROWDS; seed++) {
        List<Step> steps = steps(seed, shapes);
        if (!difference(steps, before, reference, ours).isEmpty()) {
          List<Step> small =
              Shrinker.shrink(
                  steps,
                  candidate -> !difference(candidate, before, reference, ours).isEmpty(),
                  _ -> List.of(),
                  SHRINK_TRIES);
          String text = String.join("\n", small.stream().map(Step::toString).toList());
          String last = difference(small, before, reference, ours);
          assertEquals("", text + (last.isEmpty() ? "\n(not again)" : last), "seed " + seed);
        }
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
    String shape = choices.of(shapes);
    if (!shape.equals(CrowdShapes.ANY)) {
      var words = new ArrayList<Bytes>();
      expand(shape, choices, commands, words);
      return words;
    }
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
        String word = part.group();
        into.addAll(word.startsWith("<") ? commands.from(List.of(word)) : List.of(Bytes.of(word)));
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

  /// The first difference, with what came instead; empty when there is none.
  private static String difference(
      List<Step> steps, List<String> before, Side reference, Side ours) {
    List<List<Bytes>> preparation =
        Stream.concat(CrowdShapes.ALWAYS_BEFORE.stream(), before.stream())
            .map(Words::split)
            .toList();
    try (var theirs = new Crowd(reference, preparation);
        var mine = new Crowd(ours, preparation)) {
      for (Step step : steps) {
        List<String> expected = theirs.after(step);
        List<String> actual = mine.after(step);
        if (!expected.equals(actual)) {
          return "\n%s\n  ours:     %s\n  expected: %s"
              .formatted(step, visible(actual), visible(expected));
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String visible(List<String> arrived) {
    return arrived.toString().replace("\r\n", " ");
  }
}
