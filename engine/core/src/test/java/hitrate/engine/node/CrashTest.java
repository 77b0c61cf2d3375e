package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.Disk;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import hitrate.engine.world.sealed.SealedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the moment at which the power goes, and whatever the disk then loses of what it may
/// lose: a node that starts on what is left has the keyspace as it was at some moment that is not
/// earlier than it has promised, never half of a command or of a transaction.
///
/// `-Dhitrate.seeds=5000` for more histories, `-Dhitrate.seed=42` for others.
class CrashTest {
  private static final int SEEDS = Integer.getInteger("hitrate.seeds", 30);
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);
  private static final int CRASHES_PER_HISTORY = 6;
  private static final int STEPS = 40;
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec", "no"})
  void whatWasPromisedIsThereAndNothingIsThereByHalf(String policy) throws Exception {
    live(policy, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec", "no"})
  void theSameGoesForSealedFiles(String policy) throws Exception {
    live(policy, true);
  }

  private static void live(String policy, boolean isSealed) throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        new History(seed, policy, isSealed).run();
      } catch (AssertionError | Exception failure) {
        throw new AssertionError("-Dhitrate.seed=" + seed + ", appendfsync " + policy, failure);
      }
    }
  }

  /// The keyspace at some moment.
  private record Moment(String digest, long millis) {}

  /// What a crash has left, and the earliest and latest moment that it may show.
  private record Wreck(SimDisk disk, int earliest, int latest, Instant at, String where) {}

  /// One random life of a node, during which the power goes several times: each time the node that
  /// would start then is looked at, and this one lives on.
  private static final class History {
    private final Choices choices;
    private final String policy;
    private final boolean isSealed;
    private final String[] settings;
    private final SimDisk disk = new SimDisk();
    private final VirtualClock clock = VirtualClock.startingAt(START);
    private final List<Moment> moments = new ArrayList<>();
    private final List<Wreck> wrecks = new ArrayList<>();
    private final int slowness; // percent of steps in which nothing is done in the background
    private int acknowledged; // the last moment of which a client knows
    private int operations;
    private boolean isStarting = true;

    History(long seed, String policy, boolean isSealed) {
      this.isSealed = isSealed;
      this.choices = Choices.seeded(seed);
      this.policy = policy;
      this.slowness = choices.percent(50) ? 0 : 60;
      this.settings =
          new String[] {
            "appendonly",
            "yes",
            "appendfsync",
            policy,
            "aof-use-rdb-preamble",
            choices.percent(50) ? "yes" : "no",
            "aof-timestamp-enabled",
            choices.percent(30) ? "yes" : "no",
            "auto-aof-rewrite-min-size",
            "0",
            "auto-aof-rewrite-percentage",
            choices.percent(50) ? "100" : "0"
          };
    }

    /// What a node sees of a disk.
    private Disk seen(SimDisk raw) throws IOException {
      if (!isSealed) {
        return raw;
      }
      Path key = Path.of("/keys/node.key");
      raw.put(key, new byte[32]);
      return SealedDisk.over(raw, key);
    }

    void run() throws IOException, LoadError {
      Disk seen = seen(disk);
      disk.faults(
          new SimDisk.Faults() {
            @Override
            public int write(Path file, int bytes) {
              maybeCrash("write " + file.getFileName());
              return bytes;
            }

            @Override
            public void force(Path file) {
              maybeCrash("force " + file.getFileName());
            }

            @Override
            public void change(Path file) {
              maybeCrash("change " + file.getFileName());
            }
          });
      moments.add(new Moment("0".repeat(64), clock.millis()));
      try (var node = new SimNode(seen, clock, settings);
          var shadow = new SimNode(new SimDisk(), clock)) {
        isStarting = false;
        live(node, shadow);
        disk.faults(new SimDisk.Faults() {});
      }
      for (Wreck wreck : wrecks) {
        check(wreck);
      }
      var whole =
          new Wreck(
              disk,
              moments.size() - 1,
              moments.size() - 1,
              Instant.ofEpochMilli(clock.millis()),
              "shutdown");
      check(whole);
    }

    private void live(SimNode node, SimNode shadow) {
      var peer = node.connect();
      var twin = shadow.connect();
      for (int i = 0; i < STEPS; i++) {
        if (choices.percent(70)) {
          for (int left = 1 + choices.below(3); left > 0; left--) {
            String call = choices.of(CALLS).replace("K", "k" + choices.below(4));
            peer.sendsRaw(call);
            twin.sendsRaw(call.startsWith("BGREWRITEAOF") ? "" : call);
            shadow.step();
            moments.add(new Moment(shadow.digest(), clock.millis()));
          }
          node.step();
          acknowledged = moments.size() - 1;
        } else {
          node.pass(Duration.ofMillis(choices.below(700)));
          shadow.step();
        }
        if (slowness == 0) {
          node.finishBackground();
        } else if (!choices.percent(slowness)) {
          node.workInBackground(choices);
        }
      }
    }

    private void maybeCrash(String where) {
      operations++;
      if (wrecks.size() < CRASHES_PER_HISTORY && choices.percent(15)) {
        wrecks.add(
            new Wreck(
                disk.afterCrash(choices),
                promised(),
                moments.size() - 1,
                Instant.ofEpochMilli(clock.millis()),
                where + ", operation " + operations));
      }
    }

    private int promised() {
      if (isStarting) {
        return 0;
      }
      return switch (policy) {
        case "always" -> acknowledged;
        case "everysec" -> slowness > 0 ? 0 : before(clock.millis() - 1_800);
        default -> 0;
      };
    }

    private int before(long millis) {
      int last = 0;
      for (int i = 0; i < moments.size(); i++) {
        if (moments.get(i).millis <= millis) {
          last = i;
        }
      }
      return last;
    }

    private void check(Wreck wreck) throws IOException {
      try (var node = new SimNode(seen(wreck.disk), VirtualClock.startingAt(wreck.at), settings)) {
        String found = node.digest();
        boolean isKnown =
            moments.subList(wreck.earliest, wreck.latest + 1).stream()
                .anyMatch(moment -> moment.digest.equals(found));
        assertTrue(
            isKnown,
            () ->
                "crash at %s: no moment from %d to %d, but %s"
                    .formatted(wreck.where, wreck.earliest, wreck.latest, places(found)));
      } catch (LoadError failure) {
        throw new AssertionError("crash at " + wreck.where, failure);
      }
    }

    private String places(String digest) {
      Map<String, Integer> places = new LinkedHashMap<>();
      for (int i = 0; i < moments.size(); i++) {
        places.put(moments.get(i).digest, i);
      }
      return "moment " + places.get(digest);
    }
  }

  static final List<String> CALLS =
      List.of(
          "INCR n:K\r\n",
          "SET s:K value\r\n",
          "APPEND s:K xyz\r\n",
          "RPUSH l:K a b c\r\n",
          "LPOP l:K 2\r\n",
          "SADD set:K 1 2 3 x\r\n",
          "SREM set:K 2\r\n",
          "HINCRBY h:K f 3\r\n",
          "ZADD z:K INCR 1.5 m\r\n",
          "XADD x:K * f v\r\n",
          "DEL l:K s:K\r\n",
          "SELECT 1\r\n",
          "SELECT 0\r\n",
          "PEXPIRE s:K 100000000\r\n",
          "MULTI\r\nINCR n:K\r\nINCR n:K\r\nRPUSH l:K t\r\nEXEC\r\n",
          "BGREWRITEAOF\r\n",
          "FLUSHALL\r\n");
}
