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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One random life on one disk, see [FaultyLivesTest].
final class FaultyLife {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final int STEPS = 80;
  private static final int CLIENTS = 3;
  private static final long RECOVERY_MILLIS = 3_000;
  private static final long AGE_MILLIS = 1_800;
  private static final List<String> SAVES = List.of("BGSAVE\r\n", "SAVE\r\n", "BGREWRITEAOF\r\n");
  private static final String POINTS = "2 5";
  private static final String REWRITTEN = "Background AOF rewrite finished successfully";
  private static final String SAVING = "Background saving started";
  private static final String SAVED = "Background saving terminated with success";

  private final Choices choices;
  private final boolean isSealed;
  private final boolean changesSettings;
  private final Map<String, String> settings = new LinkedHashMap<>(); // of the next start
  private final VirtualClock clock = VirtualClock.startingAt(START);
  private final DiskWeather weather;
  private final Set<String> seen = new HashSet<>(); // what the data has ever been
  private SimDisk disk = new SimDisk();
  private SimNode node;
  private final CallHistory history = new CallHistory(START);
  private int acknowledged; // calls of which a client knows
  private long disturbedMillis; // when the disk was bad, a setting changed, or no node was there

  private boolean isTurnedOn; // calls are recorded
  private boolean isRecorded; // and the file is complete, so that the next start reads it
  private int recordedFrom; // calls that the first base has for certain
  private int rewrites; // that were complete when it was turned on
  private int safe; // calls that nothing may take any more out of the append-only file

  private final List<CallHistory.Moment> lostButSaved = new ArrayList<>();
  private int saved; // calls that the snapshot has, unless it has one of these moments
  private int saving; // calls before the snapshot that is being made
  private int savesBegun; // by this node
  private int savesEnded;

  FaultyLife(long seed, String policy, boolean isSealed) throws IOException, LoadError {
    this.choices = Choices.seeded(seed);
    this.isSealed = isSealed;
    this.weather = new DiskWeather(choices);
    this.changesSettings = policy.equals("changing");
    isRecorded = changesSettings ? choices.percent(50) : !policy.equals("snapshots");
    isTurnedOn = isRecorded;
    boolean isFixed = isRecorded && !changesSettings;
    settings.put("appendonly", isRecorded ? "yes" : "no");
    settings.put("save", isFixed ? "" : POINTS);
    settings.put("appendfsync", isFixed ? policy : "everysec");
    settings.put("aof-use-rdb-preamble", choices.percent(50) ? "yes" : "no");
    settings.put("auto-aof-rewrite-min-size", "0");
    settings.put("auto-aof-rewrite-percentage", choices.percent(50) ? "100" : "0");
    seen.add(history.digest());
    node = start(disk);
  }

  private SimNode start(SimDisk raw) throws IOException, LoadError {
    Disk disk = raw;
    if (isSealed) {
      Path key = Path.of("/keys/node.key");
      raw.put(key, new byte[32]);
      disk = SealedDisk.over(raw, key);
    }
    raw.faults(weather);
    var words = new ArrayList<String>();
    settings.forEach((name, value) -> words.addAll(List.of(name, value)));
    return new SimNode(disk, clock, words.toArray(String[]::new));
  }

  private boolean isPolicy(String policy) {
    return policy.equals(settings.get("appendfsync"));
  }

  void run() throws IOException, LoadError {
    for (int i = 0; i < STEPS; i++) {
      if (choices.percent(10)) {
        weather.change();
      }
      step();
      if (node.hasFailed()) {
        assertTrue(isTurnedOn && isPolicy("always"), "only this promise ends a node");
        assertTrue(weather.isFailing(), node.log());
        goOn("failed", safe);
      } else if (choices.percent(4)) {
        goOn("killed", surelyWritten());
      } else if (choices.percent(6)) {
        assertNothingElseIsThereByHalf();
        disk = disk.afterCrash(choices);
        goOn("without power", safe);
        safe = history.size();
      }
    }
    weather.clear();
    node.pass(Duration.ofSeconds(5));
    node.finishBackground();
    node.step();
    node.close();
    goOn("closed", acknowledged);
    node.vanish();
    history.close();
  }

  private void step() {
    int before = history.size();
    if (changesSettings && choices.percent(8)) {
      changeSetting();
    } else if (choices.percent(70)) {
      turn();
    } else {
      node.pass(Duration.ofMillis(choices.below(700)));
    }
    if (weather.isSlow() && choices.percent(80)) {
      node.workInBackground(choices);
    } else {
      node.finishBackground();
    }
    if (weather.isBad()) {
      disturbedMillis = clock.millis();
    }
    noteSnapshots(before);
    noteWhatIsRecorded();
  }

  private void changeSetting() {
    disturbedMillis = clock.millis();
    switch (choices.below(4)) {
      case 0 -> setForAll("save", choices.percent(50) ? POINTS : "");
      case 1 -> setForAll("appendfsync", choices.of(List.of("always", "everysec", "no")));
      default -> record(choices.percent(70));
    }
  }

  /// Changes a setting of this node, which may end for it, and of those to come.
  private void setForAll(String name, String value) {
    settings.put(name, value);
    set(name, value);
  }

  private boolean set(String name, String value) {
    String reply = node.call("CONFIG", "SET", name, value);
    assertTrue(reply.equals("+OK") || weather.isFailing(), reply);
    return reply.equals("+OK");
  }

  private void record(boolean yes) {
    if (!set("appendonly", yes ? "yes" : "no")) {
      return;
    }
    if (!yes) {
      isTurnedOn = false;
      isRecorded = false;
    } else if (!isTurnedOn) {
      isTurnedOn = true;
      recordedFrom = acknowledged;
      rewrites = count(REWRITTEN);
    }
    settings.put("appendonly", isRecorded ? "yes" : "no");
  }

  private void noteWhatIsRecorded() {
    if (isTurnedOn && !isRecorded && count(REWRITTEN) > rewrites) {
      isRecorded = true;
      settings.put("appendonly", "yes");
      safe = recordedFrom;
    }
    if (!isRecorded || node.hasFailed()) {
      return;
    }
    if (isPolicy("always")) {
      safe = acknowledged;
    } else if (isPolicy("everysec") && !isDisturbed()) {
      int old = history.sizeAt(clock.millis() - AGE_MILLIS);
      safe = Math.max(safe, Math.min(old, acknowledged));
    }
  }

  private boolean isDisturbed() {
    return disturbedMillis >= clock.millis() - RECOVERY_MILLIS;
  }

  private void noteSnapshots(int callsBefore) {
    if (count(SAVING) > savesBegun) {
      savesBegun = count(SAVING);
      saving = callsBefore;
    }
    if (count(SAVED) > savesEnded) {
      savesEnded = count(SAVED);
      hasSaved(saving);
    }
  }

  private void hasSaved(int calls) {
    saved = Math.max(saved, calls);
    lostButSaved.clear();
  }

  private int count(String line) {
    return node.log().split(line, -1).length - 1;
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
    int before = history.size();
    String logBefore = node.log();
    node.step();
    for (int i = 0; i < texts.size(); i++) {
      note(texts.get(i), peers.get(i).received(), before, logBefore);
    }
    if (!node.hasFailed()) {
      acknowledged = history.size();
      assertEquals(history.digest(), node.digest(), "what was refused must have done nothing");
    }
  }

  private void note(String text, String reply, int callsBefore, String logBefore) {
    boolean isWrite = SAVES.stream().noneMatch(text::endsWith);
    if (reply.startsWith("-MISCONF")) {
      assertMayBeRefused(reply, logBefore);
      assertEquals(isWrite && !isSelect(text), reply.indexOf("MISCONF", 9) > 0, reply);
    } else {
      assertTrue(node.hasFailed() || reply.startsWith("+PONG"), reply);
      assertTrue(!reply.contains("MISCONF"), reply);
      history.add(isWrite ? text : "", clock.millis());
      seen.add(history.digest());
    }
    if (text.endsWith("\nSAVE\r\n") && reply.endsWith("+OK +OK")) {
      hasSaved(callsBefore);
    }
  }

  /// After a snapshot that failed it takes changes to save the next one, and none are let in.
  private void assertMayBeRefused(String reply, String log) {
    if (reply.startsWith("-MISCONF Errors writing to the AOF file")) {
      assertTrue(isTurnedOn && isDisturbed(), log);
    } else {
      boolean hasFailed =
          log.lastIndexOf("Background saving error") > log.lastIndexOf("DB saved on disk");
      assertTrue(hasFailed && POINTS.equals(settings.get("save")), log);
    }
  }

  private static boolean isSelect(String text) {
    return text.lastIndexOf("SELECT") > 0;
  }

  /// What a killed node has written for certain, as it says itself.
  private int surelyWritten() {
    String info = isRecorded ? node.call("INFO", "persistence") : "";
    return info.contains("aof_buffer_length:0 ") ? acknowledged : safe;
  }

  /// What the next start does not read is older, perhaps by far, but whole.
  private void assertNothingElseIsThereByHalf() throws IOException {
    if (!changesSettings) {
      return;
    }
    settings.put("appendonly", isRecorded ? "no" : "yes");
    try {
      SimNode found = startSurely(disk.afterCrash(choices));
      assertTrue(seen.contains(found.digest()), () -> settings + "\n" + node.log());
      found.vanish();
    } finally {
      settings.put("appendonly", isRecorded ? "yes" : "no");
    }
  }

  /// Starts a node, perhaps not at the first attempt.
  private SimNode startSurely(SimDisk left) throws IOException {
    while (true) {
      try {
        return start(left);
      } catch (IOException | LoadError failure) {
        if (!weather.isFailing()) {
          throw new AssertionError(node.log(), failure);
        }
        weather.clear();
      }
    }
  }

  /// Starts the next node on what there is.
  private void goOn(String how, int earliest) throws IOException {
    node.vanish();
    SimNode next = startSurely(disk);
    String digest = next.digest();
    var possible = history.momentsFrom(isRecorded ? earliest : saved);
    if (!isRecorded) {
      possible.addAll(lostButSaved);
    }
    var found = possible.stream().filter(moment -> moment.digest().equals(digest)).findFirst();
    assertTrue(
        found.isPresent(),
        () ->
            "%s, %s: %s, but it should be one of %d from %d on\n%s\nand then\n%s"
                .formatted(
                    how,
                    settings,
                    seen.contains(digest) ? "it is another moment" : "it is no moment",
                    possible.size(),
                    isRecorded ? earliest : saved,
                    node.log(),
                    next.log()));
    if (isRecorded || weather.isBroken()) { // then the name of the snapshot may be lost again
      lostButSaved.addAll(history.momentsFrom(saved));
    } else {
      lostButSaved.clear();
    }
    history.backTo(found.get());
    assertEquals(digest, history.digest(), how);
    node = next;
    isTurnedOn = isRecorded;
    acknowledged = history.size();
    safe = Math.min(safe, acknowledged);
    saved = acknowledged;
    saving = acknowledged;
    savesBegun = 0;
    savesEnded = 0;
    disturbedMillis = clock.millis();
  }
}
