package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// What a node does when the disk is full, broken or slow.
class DiskFaultsTest {
  private static final Path INCREMENT =
      Path.of(SimNode.FOLDER, "appendonlydir", "appendonly.aof.1.incr.aof");
  private static final Path MANIFEST =
      Path.of(SimNode.FOLDER, "appendonlydir", "appendonly.aof.manifest");
  private static final String MISCONF =
      "-MISCONF Errors writing to the AOF file: No space left on device";

  private final SimDisk disk = new SimDisk();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));

  private SimNode start(String... settings) throws LoadError {
    var all = new String[settings.length + 2];
    all[0] = "appendonly";
    all[1] = "yes";
    System.arraycopy(settings, 0, all, 2, settings.length);
    return new SimNode(disk, clock, all);
  }

  /// So many bytes of each write get through.
  private static final class Full implements SimDisk.Faults {
    private final int through;

    Full(int through) {
      this.through = through;
    }

    @Override
    public int write(Path file, int bytes) {
      return Math.min(bytes, through);
    }
  }

  private static final class Broken implements SimDisk.Faults {
    @Override
    public void force(Path file) throws IOException {
      throw new IOException("Input/output error");
    }
  }

  private static final SimDisk.Faults NO_BASE =
      new SimDisk.Faults() {
        @Override
        public int write(Path file, int bytes) {
          return file.toString().contains("rewriteaof") ? 0 : bytes;
        }
      };

  private static final SimDisk.Faults NO_MANIFEST =
      new SimDisk.Faults() {
        @Override
        public void change(Path file) throws IOException {
          if (file.equals(MANIFEST)) {
            throw new IOException("Input/output error");
          }
        }
      };

  private void repair() {
    disk.faults(new SimDisk.Faults() {});
  }

  @Test
  void writesAreRefusedWhileTheDiskIsFullAndPartsAreTakenBack() throws Exception {
    try (var node = start()) {
      assertEquals("+OK", node.call("SET", "a", "1"));
      node.finishBackground();
      byte[] whole = disk.content(INCREMENT);
      disk.faults(new Full(7));
      assertEquals("+OK", node.call("SET", "a", "2"), "it is found out behind it");
      assertEquals(MISCONF, node.call("SET", "a", "3"));
      assertEquals(MISCONF, node.call("PING"));
      assertEquals("$1 2", node.call("GET", "a"));
      assertEquals(new String(whole, StandardCharsets.UTF_8), text());
      assertTrue(node.call("INFO", "persistence").contains("aof_last_write_status:err"));
      repair();
      node.pass(Duration.ofSeconds(1));
      assertEquals("+PONG", node.call("PING"));
      assertTrue(text().endsWith("$1\r\n2\r\n"), text());
      assertTrue(node.call("INFO", "persistence").contains("aof_last_write_status:ok"));
      assertTrue(node.log().contains("AOF write error looks solved"), node.log());
    }
  }

  @Test
  void aTransactionAndAScriptAreRefusedAsTheWritesTheyAre() throws Exception {
    try (var node = start()) {
      disk.faults(new Full(0));
      node.call("SET", "a", "2");
      var peer = node.connect();
      peer.sends("MULTI", "GET a", "EXEC");
      node.step();
      assertEquals("+OK +QUEUED *1 $1 2", peer.received());
      assertTrue(node.call("EVAL", "return redis.call('set','a','3')", "0").contains("MISCONF"));
      assertEquals("$1 2", node.call("EVAL", "return redis.call('get','a')", "0"));
    }
  }

  @Test
  void aNodeThatPromisesAlwaysEndsWhenItCannotWrite() throws Exception {
    try (var node = start("appendfsync", "always")) {
      assertEquals("+OK", node.call("SET", "a", "1"));
      disk.faults(new Full(5));
      assertEquals("", node.call("SET", "a", "2"), "nobody may hear of it");
      assertTrue(node.hasFailed());
      assertTrue(node.log().contains("Can't recover from AOF write error"), node.log());
    }
    repair();
    try (var again = start()) {
      assertEquals("$1 1", again.call("GET", "a"));
    }
  }

  @Test
  void aNodeThatPromisesAlwaysEndsWhenItCannotForce() throws Exception {
    try (var node = start("appendfsync", "always")) {
      disk.faults(new Broken());
      assertEquals("", node.call("SET", "a", "2"));
      assertTrue(node.hasFailed());
      assertTrue(
          node.log()
              .contains(
                  "Can't persist AOF for fsync error when the AOF fsync policy is 'always':"
                      + " Input/output error. Exiting..."),
          node.log());
    }
  }

  @Test
  void writesAreRefusedUntilForcingSucceeds() throws Exception {
    try (var node = start()) {
      disk.faults(new Broken());
      assertEquals("+OK", node.call("SET", "a", "1"));
      node.pass(Duration.ofSeconds(1));
      node.finishBackground();
      node.step();
      assertTrue(node.call("SET", "a", "2").startsWith("-MISCONF"));
      repair();
      node.pass(Duration.ofSeconds(1));
      node.finishBackground();
      node.step();
      assertEquals("+OK", node.call("SET", "a", "2"));
    }
  }

  @Test
  void aSlowDiskPutsWritesOffForTwoSeconds() throws Exception {
    try (var node = start()) {
      node.call("SET", "a", "1");
      node.pass(Duration.ofSeconds(1)); // begins to force, and nothing is done about it
      node.call("SET", "a", "2");
      assertFalse(text().endsWith("$1\r\n2\r\n"), text());
      node.pass(Duration.ofSeconds(1));
      assertFalse(text().endsWith("$1\r\n2\r\n"), text());
      node.pass(Duration.ofSeconds(1));
      assertTrue(text().endsWith("$1\r\n2\r\n"), text());
      assertTrue(node.call("INFO", "persistence").contains("aof_delayed_fsync:1"));
    }
  }

  @Test
  void aRewriteThatFailsLeavesEverythingAsItWas() throws Exception {
    try (var node = start()) {
      node.call("SET", "a", "1");
      node.call("BGREWRITEAOF");
      disk.faults(NO_BASE);
      node.finishBackground();
      node.step();
      repair();
      assertTrue(node.log().contains("Background AOF rewrite terminated with error"), node.log());
      node.call("INCR", "a");
      String info = node.call("INFO", "persistence");
      assertTrue(info.contains("aof_last_bgrewrite_status:err"), info);
      assertTrue(info.contains("aof_rewrites_consecutive_failures:1"), info);
    }
    try (var again = start()) {
      assertEquals("$1 2", again.call("GET", "a"));
    }
  }

  @Test
  void aRewriteThatCannotBeginItsIncrementLeavesEverythingAsItWas() throws Exception {
    try (var node = start()) {
      node.call("SET", "a", "1");
      disk.faults(new Full(0));
      node.call("BGREWRITEAOF");
      node.finishBackground();
      node.step();
      repair();
      assertTrue(node.log().contains("Can't write the AOF manifest file"), node.log());
      node.call("INCR", "a");
    }
    try (var again = start()) {
      assertEquals("$1 2", again.call("GET", "a"));
    }
  }

  @Test
  void rewritesThatFailAgainAndAgainPauseFromTheThirdOn() throws Exception {
    try (var node = start("auto-aof-rewrite-min-size", "0", "auto-aof-rewrite-percentage", "1")) {
      disk.faults(NO_BASE);
      for (int i = 0; i < 50; i++) {
        node.call("INCR", "a");
        node.pass(Duration.ofMillis(200));
        node.finishBackground();
        node.step();
      }
      String info = node.call("INFO", "persistence");
      assertTrue(info.contains("aof_rewrites:3 "), info);
      node.pass(Duration.ofMinutes(1));
      node.pass(Duration.ofMillis(200));
      node.finishBackground();
      node.step();
      info = node.call("INFO", "persistence");
      assertTrue(info.contains("aof_rewrites:4 "), info);
      assertTrue(node.log().contains("will retry in 1 minutes"), node.log());
    }
  }

  @Test
  void nothingIsKeptUnlessToldToAndTurningItOnKeepsEverything() throws Exception {
    try (var node = new SimNode(disk, clock)) {
      node.call("SET", "a", "1");
      assertEquals(0, disk.list(Path.of(SimNode.FOLDER)).size());
      assertEquals("+OK", node.call("CONFIG", "SET", "appendonly", "yes"));
      node.call("SET", "b", "1");
      assertFalse(disk.exists(MANIFEST));
      node.settle();
      assertEquals(
          "file appendonly.aof.1.base.rdb seq 1 type b\n"
              + "file appendonly.aof.1.incr.aof seq 1 type i\n",
          disk.readText(MANIFEST));
      node.call("SET", "c", "1");
    }
    var choices = Choices.seeded(1);
    try (var again = new SimNode(disk.afterCrash(choices), clock, "appendonly", "yes")) {
      assertEquals("*3 $1 1 $1 1 $1 1", again.call("MGET", "a", "b", "c"));
      assertEquals("+OK", again.call("CONFIG", "SET", "appendonly", "no"));
      assertEquals("+OK", again.call("SET", "d", "1"));
    }
  }

  @Test
  void turningItOnLeavesTheFilesOfAnEarlierStartWholeUntilThereAreNewOnes() throws Exception {
    try (var node = start()) {
      node.call("INCR", "n");
    }
    try (var node = new SimNode(disk, clock, "save", "")) {
      node.call("SET", "n", "5");
      disk.faults(NO_MANIFEST);
      assertEquals("+OK", node.call("CONFIG", "SET", "appendonly", "yes"));
      node.settle();
      assertTrue(
          node.log().contains("Error trying to rename the temporary AOF manifest file"),
          node.log());
      repair();
    }
    try (var again = start()) {
      assertEquals("$1 1", again.call("GET", "n"), "what was recorded before");
    }
    try (var node = new SimNode(disk, clock, "save", "")) {
      node.call("SET", "n", "5");
      node.call("CONFIG", "SET", "appendonly", "yes");
      node.settle();
      node.call("INCR", "n");
    }
    assertEquals(
        "file appendonly.aof.2.base.rdb seq 2 type b\n"
            + "file appendonly.aof.2.incr.aof seq 2 type i\n",
        disk.readText(MANIFEST));
    assertEquals(3, disk.list(MANIFEST.resolveSibling("")).size());
    try (var again = start()) {
      assertEquals("$1 6", again.call("GET", "n"));
    }
  }

  @Test
  void whatCannotBeTurnedOnStaysOffAndIsNotTriedByItself() throws Exception {
    try (var node = new SimNode(disk, clock, "save", "")) {
      disk.faults(
          new SimDisk.Faults() {
            @Override
            public void change(Path file) throws IOException {
              throw new IOException("Input/output error");
            }
          });
      assertEquals(
          "-ERR CONFIG SET failed (possibly related to argument 'appendonly') - Unable to turn on"
              + " AOF. Check server logs.",
          node.call("CONFIG", "SET", "appendonly", "yes"));
      repair();
      node.pass(Duration.ofSeconds(1));
      node.finishBackground();
      node.step();
      assertFalse(disk.exists(MANIFEST));
      String info = node.call("INFO", "persistence");
      assertTrue(info.contains("aof_rewrites:0 "), info);
      assertTrue(info.contains("aof_last_bgrewrite_status:err"), info);
      assertTrue(
          node.log()
              .contains(
                  "Failed applying new configuration. Possibly related to new appendonly setting."
                      + " Restoring previous settings."),
          node.log());
    }
  }

  @Test
  void aSnapshotOutlivesWhatWasFlushedBeforeIt() throws Exception {
    try (var node = start("save", "3600 1")) {
      node.call("FLUSHALL");
      node.call("SET", "a", "1");
      assertEquals("+OK", node.call("SAVE"));
    }
    start("save", "3600 1").close();
    try (var node = new SimNode(disk, clock)) {
      assertEquals("$1 1", node.call("GET", "a"));
    }
  }

  @Test
  void aRewriteInATransactionWaitsForItsEnd() throws Exception {
    try (var node = start()) {
      var peer = node.connect();
      peer.sends("MULTI", "INCR a", "BGREWRITEAOF", "INCR a", "EXEC");
      node.step();
      assertEquals(
          "+OK +QUEUED +QUEUED +QUEUED *3 :1 +Background append only file rewriting scheduled :2",
          peer.received());
      node.pass(Duration.ofMillis(200));
      node.finishBackground();
      node.step();
    }
    try (var again = start()) {
      assertEquals("$1 2", again.call("GET", "a"));
    }
  }

  private String text() throws IOException {
    return new String(disk.content(INCREMENT), StandardCharsets.UTF_8);
  }

  /// Each time that something is brought to the disk takes half a second.
  @Test
  void aRewriteOnASlowDiskDoesNotHoldUpTheNode() throws Exception {
    try (var node = start("aof-use-rdb-preamble", "no")) {
      var forced = new ArrayList<String>();
      disk.faults(
          new SimDisk.Faults() {
            @Override
            public void force(Path file) {
              forced.add(file.getFileName().toString());
              clock.advance(Duration.ofMillis(500));
            }
          });
      long longest = 0;
      for (int i = 0; i < 40; i++) {
        long before = clock.millis();
        node.call("INCR", "n");
        if (i == 3) {
          node.call("BGREWRITEAOF");
        }
        node.step();
        longest = Math.max(longest, clock.millis() - before);
        node.finishBackground();
      }
      assertEquals(0, longest);
      assertTrue(node.log().contains("AOF rewrite finished successfully"), node.log());
      assertEquals(3, forced.stream().filter("temp-appendonly.aof.manifest"::equals).count());
      repair();
    }
    try (var again = start()) {
      assertEquals("$2 40", again.call("GET", "n"));
    }
  }

  @Test
  void whoPromisesAlwaysWaitsForTheNextIncrementBeforeItAnswers() throws Exception {
    try (var node = start("appendfsync", "always")) {
      assertEquals("+OK", node.call("SET", "a", "1"));
      assertEquals("+Background append only file rewriting started", node.call("BGREWRITEAOF"));
      assertFalse(disk.readText(MANIFEST).contains("incr.aof seq 2"));
      assertEquals("$1 1", node.call("GET", "a"), "nothing is to be written");
      assertFalse(disk.readText(MANIFEST).contains("incr.aof seq 2"));
      assertEquals("+OK", node.call("SET", "a", "2"));
      assertTrue(disk.readText(MANIFEST).contains("incr.aof seq 2"));
      try (var left = new SimNode(disk.afterCrash(Choices.seeded(1)), clock, "appendonly", "yes")) {
        assertEquals("$1 2", left.call("GET", "a"));
      }
    }
  }

  @Test
  void aFileThatIsStillToBeRemovedKeepsItsNameForItself() throws Exception {
    Path base = MANIFEST.resolveSibling("appendonly.aof.1.base.rdb");
    disk.put(base, new byte[0]);
    disk.put(INCREMENT, new byte[0]);
    disk.put(
        MANIFEST,
        ("file appendonly.aof.1.base.rdb seq 1 type h\n"
                + "file appendonly.aof.1.incr.aof seq 1 type h\n")
            .getBytes(StandardCharsets.UTF_8));
    try (var node = start()) {
      assertEquals("+OK", node.call("SET", "a", "1"));
      assertFalse(disk.exists(base) || disk.exists(INCREMENT));
    }
    try (var again = start()) {
      assertEquals("$1 1", again.call("GET", "a"));
    }
  }

  @Test
  void readingTheFilesAgainIsToldAsTheRealServerTellsIt() throws Exception {
    try (var node = start("enable-debug-command", "yes")) {
      node.call("SET", "a", "1");
      assertEquals("+OK", node.call("DEBUG", "LOADAOF"));
      assertEquals("$1 1", node.call("GET", "a"));
      assertTrue(node.log().contains(" # Append Only File loaded by DEBUG LOADAOF"), node.log());
      assertFalse(node.log().contains("DB loaded from append only file"), node.log());
    }
  }
}
