package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A primary, its replica and a replica of that one live on a simulated network with a clock of its
/// own: lines break, nodes are parted, time passes, and in the end all have the same data.
///
/// `-Dhitrate.seeds=1000` for more lives, `-Dhitrate.seed=42` for others.
class SimReplicationTest {
  private static final int SEEDS = Integer.getInteger("hitrate.seeds", 30);
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);
  private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");
  private static final int STEPS = 400;
  private static final int PATIENCE = 4000;

  @Test
  void whateverHappensToTheLinesAllGetTheSameData() throws LoadError {
    int resumed = 0;
    int swapped = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        var life = new Life(seed);
        life.run();
        resumed += life.hasSeen("accepted a Partial") ? 1 : 0;
        swapped += life.hasSeen("Swapping active DB") ? 1 : 0;
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("-Dhitrate.seed=" + seed, failure);
      }
    }
    assertTrue(resumed > SEEDS / 2, "only " + resumed + " lives saw a link that went on");
    assertTrue(swapped > SEEDS / 4, "only " + swapped + " lives saw an image that came aside");
  }

  @Test
  void theSameSeedGivesTheSameLife() throws LoadError {
    assertEquals(new Life(7).run(), new Life(7).run());
  }

  private static final class Life {
    private final Choices choices;
    private final SimGroup group;
    private final List<ScriptedNetwork.Peer> clients;
    private int keys;

    Life(long seed) throws LoadError {
      choices = Choices.seeded(seed);
      group = new SimGroup(choices);
      start(7001, "");
      start(7002, "127.0.0.1 7001");
      start(7003, "127.0.0.1 7002");
      clients = nodes().stream().map(SimNode::connect).toList();
    }

    private List<SimNode> nodes() {
      return group.nodes();
    }

    private void start(int port, String primary) throws LoadError {
      group.start(
          port,
          "replicaof",
          primary.isEmpty() ? "no one" : primary,
          "repl-diskless-sync",
          choices.percent(50) ? "yes" : "no",
          "repl-diskless-sync-delay",
          "0",
          "repl-diskless-load",
          choices.of(List.of("disabled", "on-empty-db", "swapdb")),
          "repl-backlog-size",
          choices.percent(50) ? "16kb" : "1mb",
          "repl-timeout",
          "20");
    }

    /// Lives, and answers what the data is in the end.
    String run() {
      try {
        for (int i = 0; i < STEPS; i++) {
          step();
        }
        group.networks().forEach(network -> network.part(false));
        for (int i = 0; !isSettled(); i++) {
          assertTrue(i < PATIENCE, () -> info(0) + info(1) + info(2) + nodes().get(1).log());
          turn();
        }
        String digest = nodes().getFirst().digest();
        nodes().forEach(node -> assertEquals(digest, node.digest()));
        return digest + " " + keys + " " + group.millis();
      } finally {
        group.close();
      }
    }

    /// True when the log of some node has these words.
    boolean hasSeen(String words) {
      return nodes().stream().anyMatch(node -> node.log().contains(words));
    }

    private void step() {
      int chance = choices.below(100);
      if (chance < 40) {
        change();
      } else if (chance < 43) {
        network().cut();
      } else if (chance < 46) {
        network().part(true);
      } else if (chance < 52) {
        network().part(false);
      }
      turn();
    }

    private SimNetwork network() {
      return choices.of(group.networks());
    }

    private void change() {
      String key = "k" + choices.below(50);
      keys++;
      switch (choices.below(6)) {
        case 0 -> call(0, "DEL " + key);
        case 1 ->
            call(0, "MULTI", "SET " + key + " 1", "INCR " + key, "SET other" + key + " 2", "EXEC");
        case 2 -> call(0, "SET " + key + " v PX " + (1 + choices.below(5000)));
        case 3 -> call(0, "APPEND " + key + " " + "x".repeat(1 + choices.below(3000)));
        default -> call(0, "SET " + key + " " + choices.below(1000));
      }
    }

    private void turn() {
      group.turn(Duration.ofMillis(choices.below(300)));
    }

    private boolean isSettled() {
      var first = OFFSET.matcher(info(0));
      return first.find()
          && info(1).contains("master_link_status:up")
          && info(2).contains("master_link_status:up")
          && info(1).contains(first.group() + " ")
          && info(2).contains(first.group() + " ")
          && nodes().stream().allMatch(node -> node.digest().equals(nodes().getFirst().digest()));
    }

    private String info(int node) {
      return call(node, "INFO replication");
    }

    private String call(int node, String... lines) {
      clients.get(node).sends(lines);
      nodes().get(node).step();
      return clients.get(node).received();
    }
  }
}
