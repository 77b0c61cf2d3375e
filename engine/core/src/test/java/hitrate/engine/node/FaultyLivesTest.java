package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random lives of nodes whose disk has bad times, in which it is full, broken or slow, and which
/// are killed or lose their power at any moment, and start again. Each time the data is that of
/// some moment, never half of a command or a transaction, and of none that is earlier than what was
/// promised:
///
/// - `always`: everything that a client was told.
/// - `everysec`: what is two seconds old, unless the disk was bad meanwhile. But what was safe once
///   stays so. A node that is killed, with the machine going on, loses only what INFO says it has
///   not written.
/// - snapshots: the last that was complete.
///
/// While something cannot be kept, every write is refused, and does nothing.
///
/// `-Dhitrate.seeds=5000` for more lives, `-Dhitrate.seed=42` for others.
class FaultyLivesTest {
  private static final int SEEDS = Integer.getInteger("hitrate.seeds", 10);
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

  @ParameterizedTest
  @CsvSource({
    "always, false",
    "everysec, false",
    "no, false",
    "snapshots, false",
    "always, true",
    "everysec, true",
    "snapshots, true",
  })
  void whatWasPromisedSurvives(String policy, boolean isSealed) throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        new Life(seed, policy, isSealed).run();
      } catch (AssertionError | Exception failure) {
        throw new AssertionError("-Dhitrate.seed=" + seed + ", " + policy, failure);
      }
    }
  }

  /// When the disk is bad, half of what is asked of it fails; what is written gets there in part.
  private static final class Weather implements SimDisk.Faults {
    private final Choices choices;
    private boolean isBad;

    Weather(Choices choices) {
      this.choices = choices;
    }

    private boolean fails() {
      return isBad && choices.percent(50);
    }

    @Override
    public int write(Path file, int bytes) {
      return fails() ? choices.below(bytes) : bytes;
    }

    @Override
    public void force(Path file) throws IOException {
      change(file);
    }

    @Override
    public void change(Path file) throws IOException {
      if (fails()) {
        throw new IOException("Input/output error");
      }
    }
  }

  /// One call, and when it was made.
  private record Call(String text, long millis) {}

  private static final class Life {
    private static final int STEPS = 80;
    private static final int CLIENTS = 3;
    private static final long RECOVERY_MILLIS = 3_000;
    private static final long AGE_MILLIS = 1_800;
    private static final List<String> SAVES = List.of("BGSAVE\r\n", "SAVE\r\n", "BGREWRITEAOF\r\n");

    private final Choices choices;
    private final String policy;
    private final boolean isSealed;
    private final boolean isRecorded;
    private final List<String> settings = new ArrayList<>();
    private final VirtualClock clock = VirtualClock.startingAt(START);
    private final Weather weather;
    private SimDisk disk = new SimDisk();
    private SimNode node;
    private Shadow shadow = new Shadow(List.of());
    private final List<Call> calls = new ArrayList<>();
    private final List<String> digests = new ArrayList<>(); // before each call, and at the end
    private int acknowledged; // calls of which a client knows
    private int safe; // calls that nothing may take any more
    private int saving; // calls before the snapshot that is being made
    private long badMillis; // when the disk was bad, or the node not there

    Life(long seed, String policy, boolean isSealed) throws IOException, LoadError {
      this.choices = Choices.seeded(seed);
      this.policy = policy;
      this.isSealed = isSealed;
      this.isRecorded = !policy.equals("snapshots");
      this.weather = new Weather(choices);
      if (isRecorded) {
        set("appendonly", "yes");
        set("save", "");
        set("appendfsync", policy);
        set("aof-use-rdb-preamble", choices.percent(50) ? "yes" : "no");
        set("auto-aof-rewrite-min-size", "0");
        set("auto-aof-rewrite-percentage", choices.percent(50) ? "100" : "0");
      } else {
        set("save", "2 5");
      }
      digests.add(shadow.node.digest());
      node = start();
    }

    private void set(String name, String value) {
      settings.add(name);
      settings.add(value);
    }

    private SimNode start() throws IOException, LoadError {
      Disk seen = disk;
      if (isSealed) {
        Path key = Path.of("/keys/node.key");
        disk.put(key, new byte[32]);
        seen = SealedDisk.over(disk, key);
      }
      disk.faults(weather);
      return new SimNode(seen, clock, settings.toArray(String[]::new));
    }

    void run() throws IOException, LoadError {
      for (int i = 0; i < STEPS; i++) {
        if (choices.percent(10)) {
          weather.isBad = !weather.isBad && choices.percent(60);
        }
        step();
        if (node.hasFailed()) {
          assertEquals("always", policy, "only this promise ends a node");
          assertTrue(weather.isBad, node.log());
          goOn("failed", acknowledged);
        } else if (choices.percent(4)) {
          goOn("killed", surelyWritten());
        } else if (choices.percent(6)) {
          disk = disk.afterCrash(choices);
          goOn("without power", policy.equals("always") ? acknowledged : safe);
          safe = calls.size();
        }
      }
      weather.isBad = false;
      node.pass(Duration.ofSeconds(5));
      node.finishBackground();
      node.step();
      node.close();
      goOn("closed", isRecorded ? acknowledged : safe);
      node.vanish();
      shadow.node.vanish();
    }

    private void step() {
      int before = calls.size();
      if (choices.percent(70)) {
        turn();
      } else {
        node.pass(Duration.ofMillis(choices.below(700)));
      }
      boolean isSlow = weather.isBad && choices.percent(70);
      if (isSlow) {
        node.workInBackground(choices);
      } else {
        node.finishBackground();
      }
      noteWhatIsSafe(before);
    }

    /// Some clients make one call each. Who asks first hears whether writes are refused.
    private void turn() {
      var peers = new ArrayList<ScriptedNetwork.Peer>();
      var texts = new ArrayList<String>();
      for (int left = 1 + choices.below(CLIENTS); left > 0; left--) {
        String text = choices.of(choices.percent(12) ? SAVES : CrashTest.CALLS);
        text = "SELECT %d\r\n%s".formatted(choices.below(2), text);
        texts.add(text.replace("K", "k" + choices.below(4)));
        peers.add(node.connect().sendsRaw("PING\r\n" + texts.getLast()));
      }
      int snapshot = calls.size();
      node.step();
      for (int i = 0; i < texts.size(); i++) {
        String reply = peers.get(i).received();
        boolean isRefused = reply.startsWith("-MISCONF");
        boolean isWrite = SAVES.stream().noneMatch(texts.get(i)::endsWith);
        if (isRefused) {
          // After a snapshot that failed it takes changes to save the next one, and none are let
          // in.
          boolean isRecent = badMillis > clock.millis() - RECOVERY_MILLIS;
          assertTrue(!isRecorded || weather.isBad || isRecent, node.log());
          assertEquals(isWrite && !isSelect(texts.get(i)), reply.indexOf("MISCONF", 9) > 0, reply);
        } else {
          assertTrue(node.hasFailed() || reply.startsWith("+PONG"), reply);
          assertTrue(!reply.contains("MISCONF"), reply);
          calls.add(new Call(isWrite ? texts.get(i) : "", clock.millis()));
          shadow.run(calls.getLast());
          digests.add(shadow.node.digest());
        }
        if (!isRecorded && texts.get(i).endsWith("\nSAVE\r\n") && reply.endsWith("+OK +OK")) {
          safe = Math.max(safe, snapshot);
        }
      }
      if (!node.hasFailed()) {
        acknowledged = calls.size();
        assertEquals(digests.getLast(), node.digest(), "what was refused must have done nothing");
      }
    }

    private static boolean isSelect(String text) {
      return text.lastIndexOf("SELECT") > 0;
    }

    private void noteWhatIsSafe(int callsBefore) {
      if (weather.isBad) {
        badMillis = clock.millis();
      } else if (policy.equals("everysec") && badMillis < clock.millis() - RECOVERY_MILLIS) {
        int old = 0;
        while (old < acknowledged && calls.get(old).millis <= clock.millis() - AGE_MILLIS) {
          old++;
        }
        safe = Math.max(safe, old);
      }
      if (!isRecorded) {
        noteSnapshots(callsBefore);
      }
    }

    private int started;
    private int saved;

    private void noteSnapshots(int callsBefore) {
      if (count("Background saving started") > started) {
        started = count("Background saving started");
        saving = callsBefore;
      }
      if (count("Background saving terminated with success") > saved) {
        saved = count("Background saving terminated with success");
        safe = Math.max(safe, saving);
      }
    }

    private int count(String line) {
      return node.log().split(line, -1).length - 1;
    }

    /// What a killed node has written for certain, as it says itself.
    private int surelyWritten() {
      String info = isRecorded ? node.call("INFO", "persistence") : "";
      return info.contains("aof_buffer_length:0 ") ? acknowledged : safe;
    }

    /// Starts the next node on what there is, perhaps not at the first attempt.
    private void goOn(String how, int earliest) throws IOException {
      node.vanish();
      shadow.node.vanish();
      Supplier<String> what = () -> "%s, %d calls\n%s".formatted(how, calls.size(), node.log());
      SimNode next = null;
      while (next == null) {
        try {
          next = start();
        } catch (IOException | LoadError failure) {
          if (!weather.isBad) {
            throw new AssertionError(what.get(), failure);
          }
          weather.isBad = false;
        }
      }
      int found = calls.size();
      String digest = next.digest();
      while (found >= earliest && !digests.get(found).equals(digest)) {
        found--;
      }
      int place = found;
      assertTrue(
          found >= earliest,
          () ->
              "%s: it is moment %d, not one from %d to %d\n%s"
                  .formatted(how, digests.indexOf(digest), earliest, calls.size(), node.log()));
      node = next;
      calls.subList(place, calls.size()).clear();
      digests.subList(place + 1, digests.size()).clear();
      acknowledged = Math.min(acknowledged, place);
      saving = place;
      started = 0;
      saved = 0;
      badMillis = clock.millis();
      shadow = new Shadow(calls);
      assertEquals(digest, shadow.node.digest(), what);
    }
  }

  /// A node without a disk that does the same.
  private static final class Shadow {
    private final VirtualClock clock = VirtualClock.startingAt(START);
    private final SimNode node;

    Shadow(List<Call> calls) {
      try {
        node = new SimNode(new SimDisk(), clock);
      } catch (LoadError impossible) {
        throw new IllegalStateException(impossible);
      }
      calls.forEach(this::run);
    }

    private void run(Call call) {
      clock.advance(Duration.ofMillis(call.millis - clock.millis()));
      node.connect().sendsRaw(call.text);
      node.step();
    }
  }
}
