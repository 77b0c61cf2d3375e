package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Await;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots that a node saves while it goes on: by BGSAVE and at the save points.
class BackgroundSavingTest {
  private static final Path FILE = Path.of(SimNode.FOLDER, "dump.rdb");
  private static final Path TEMPORARY = Path.of(SimNode.FOLDER, "temp-background-6379-dump.rdb");
  private static final String STARTED = "+Background saving started";
  private static final String SCHEDULED = "+Background saving scheduled";
  private static final String IN_PROGRESS = "-ERR Background save already in progress";

  private final SimDisk disk = new SimDisk();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));
  private SimNode node = start("save", "");

  private SimNode start(String... settings) {
    try {
      return new SimNode(disk, clock, settings);
    } catch (LoadError impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void startWith(String... settings) {
    node.close();
    node = start(settings);
  }

  @AfterEach
  void close() {
    node.finishBackground();
    node.close();
  }

  private void finish() {
    for (int i = 0; i < 3; i++) {
      node.step();
      node.finishBackground();
    }
    node.step();
  }

  private void fill(int keys) {
    for (int i = 0; i < keys; i++) {
      node.call("SET", "key" + i, "value" + i);
    }
  }

  private static SimDisk.Faults fullDisk() {
    return new SimDisk.Faults() {
      @Override
      public int write(Path file, int bytes) {
        return file.equals(TEMPORARY) ? bytes / 2 : bytes;
      }
    };
  }

  private String info(String field) {
    return node.call("INFO", "persistence").replaceAll("(?s).*\\b" + field + ":(\\S*).*", "$1");
  }

  @Test
  void theFileHasTheKeysOfTheMomentOfTheCommand() {
    fill(2_000);
    String digest = node.digest();
    assertEquals(STARTED, node.call("BGSAVE"));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    assertEquals("2000", info("current_save_keys_total"));
    node.call("SET", "key7", "changed");
    node.call("DEL", "key8");
    node.call("SET", "new", "key");
    finish();
    assertEquals("0", info("rdb_bgsave_in_progress"));
    assertEquals("ok", info("rdb_last_bgsave_status"));
    assertEquals("3", info("rdb_changes_since_last_save"));
    assertEquals("1", info("rdb_saves"));
    assertFalse(disk.exists(TEMPORARY));
    assertTrue(node.log().contains("Background saving terminated with success"), node.log());
    startWith("save", "");
    assertEquals(digest, node.digest());
  }

  @Test
  void oneIsSavedAtATime() {
    fill(2_000);
    assertEquals(STARTED, node.call("BGSAVE"));
    assertEquals(IN_PROGRESS, node.call("BGSAVE"));
    assertEquals(IN_PROGRESS, node.call("BGSAVE", "SCHEDULE"));
    assertEquals(IN_PROGRESS, node.call("SAVE"));
    assertEquals("-ERR syntax error", node.call("BGSAVE", "NOW"));
    finish();
    assertEquals("+OK", node.call("SAVE"));
    assertEquals(STARTED, node.call("BGSAVE", "SCHEDULE"));
  }

  @Test
  void inATransactionItIsPutOffUntilTheNextTick() {
    var client = node.connect();
    client.sendsRaw("MULTI\r\nSET k v\r\nBGSAVE\r\nEXEC\r\n");
    node.step();
    assertTrue(client.received().endsWith(SCHEDULED), "answered");
    assertEquals("0", info("rdb_bgsave_in_progress"));
    node.pass(Duration.ofMillis(200));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    finish();
    assertTrue(disk.exists(FILE));
  }

  @Test
  void itWaitsForTheAppendOnlyFileToBeRewritten() {
    startWith("save", "", "appendonly", "yes");
    fill(2_000);
    assertTrue(node.call("BGREWRITEAOF").startsWith("+Background append only file rewriting st"));
    assertTrue(node.call("BGSAVE").startsWith("-ERR Another child process is active (AOF?)"));
    assertEquals(SCHEDULED, node.call("BGSAVE", "SCHEDULE"));
    finish();
    node.pass(Duration.ofMillis(200));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    assertTrue(node.call("BGREWRITEAOF").endsWith("scheduled"));
  }

  @Test
  void aSavePointIsMetByChangesAndTime() {
    startWith("save", "10 2");
    node.call("SET", "a", "1");
    node.pass(Duration.ofSeconds(20));
    assertEquals("0", info("rdb_bgsave_in_progress"), "too few changes");
    node.call("SET", "b", "1");
    node.pass(Duration.ofMillis(200));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    assertTrue(node.log().contains("2 changes in 10 seconds. Saving..."), node.log());
    finish();
    assertEquals("0", info("rdb_changes_since_last_save"));
    node.call("MSET", "c", "1", "d", "1", "e", "1");
    node.pass(Duration.ofSeconds(9));
    assertEquals("0", info("rdb_bgsave_in_progress"), "too early");
    node.pass(Duration.ofSeconds(2));
    assertEquals("1", info("rdb_bgsave_in_progress"));
  }

  @Test
  void changesAreRefusedAfterASaveThatFailed() {
    startWith("save", "10 1");
    node.call("SET", "k", "v");
    disk.faults(fullDisk());
    assertEquals(STARTED, node.call("BGSAVE"));
    finish();
    assertEquals("err", info("rdb_last_bgsave_status"));
    assertFalse(disk.exists(FILE));
    assertFalse(disk.exists(TEMPORARY));
    assertTrue(node.log().contains("Background saving error"), node.log());
    String refusal = "-MISCONF Redis is configured to save RDB snapshots, but it's currently";
    assertTrue(node.call("SET", "k", "w").startsWith(refusal), node.call("SET", "k", "w"));
    assertTrue(node.call("PING").startsWith(refusal));
    assertEquals("$1 v", node.call("GET", "k"));
    node.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
    assertEquals("+OK", node.call("SET", "k", "w"));
    node.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes");
    node.call("CONFIG", "SET", "save", "");
    assertEquals("+OK", node.call("SET", "k", "x"), "nobody wants snapshots");
    node.call("CONFIG", "SET", "save", "10 1");
    assertTrue(node.call("SET", "k", "y").startsWith(refusal));
    disk.faults(new SimDisk.Faults() {});
    assertEquals("+OK", node.call("SAVE"));
    assertEquals("+OK", node.call("SET", "k", "y"));
  }

  @Test
  void afterAFailureItIsTriedAgainInAWhile() {
    startWith("save", "1 1");
    node.call("SET", "k", "v");
    disk.faults(fullDisk());
    node.pass(Duration.ofSeconds(2));
    finish();
    assertEquals("err", info("rdb_last_bgsave_status"));
    disk.faults(new SimDisk.Faults() {});
    node.pass(Duration.ofSeconds(4));
    assertEquals("0", info("rdb_bgsave_in_progress"), "too early");
    node.pass(Duration.ofSeconds(2));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    finish();
    assertEquals("ok", info("rdb_last_bgsave_status"));
    assertEquals("+OK", node.call("SET", "k", "w"));
  }

  @Test
  void emptyingEverythingStopsIt() {
    startWith("save", "3600 1");
    fill(2_000);
    node.call("BGSAVE");
    assertEquals("+OK", node.call("FLUSHALL"));
    assertEquals("0", info("rdb_bgsave_in_progress"));
    finish();
    assertFalse(disk.exists(TEMPORARY));
    assertEquals("ok", info("rdb_last_bgsave_status"));
    startWith("save", "");
    assertEquals(":0", node.call("DBSIZE"), "the file is that of the empty keyspace");
  }

  @Test
  void theEndStopsItAndLeavesNothingBehind() {
    fill(2_000);
    node.call("SAVE");
    node.call("SET", "last", "word");
    node.call("BGSAVE");
    node.step();
    node.call("SHUTDOWN", "SAVE");
    assertFalse(node.step());
    node.finishBackground();
    node.close();
    assertFalse(disk.exists(TEMPORARY));
    node = start("save", "");
    assertEquals("$4 word", node.call("GET", "last"));
  }

  /// With threads as they are.
  @Test
  void manyKeysChangeWhileAThreadWritesThemDown(@TempDir Path folder) {
    var builder =
        CacheNode.builder()
            .config("dir", folder.toString())
            .config("save", "")
            .config("enable-debug-command", "yes");
    for (int round = 0; round < 2; round++) {
      String digest;
      try (var real = builder.start()) {
        real.call("DEBUG", "POPULATE", "50000", "key", "100");
        real.call("EVAL", FILL, "0", "" + round);
        digest = real.call("DEBUG", "DIGEST").toString();
        assertTrue(real.call("BGSAVE").toString().contains("started"));
        for (int i = 0; i < 40; i++) {
          real.call("EVAL", CHANGE, "0", "" + i);
        }
        Await.text("rdb_bgsave_in_progress:0", () -> real.call("INFO", "persistence").toString());
      }
      try (var next = builder.start()) {
        assertEquals(digest, next.call("DEBUG", "DIGEST").toString(), "round " + round);
      }
    }
  }

  private static final String FILL =
      """
      for i = 1, 3000 do
        local k = i % 100
        redis.call('HSET', 'hash' .. k, i, ARGV[1] .. i)
        redis.call('RPUSH', 'list' .. k, i, string.rep('x', i % 300))
        redis.call('ZADD', 'zset' .. k % 3, i, 'm' .. i)
        redis.call('SADD', 'set' .. k % 4, 'm' .. i)
        redis.call('XADD', 'stream' .. k % 5, '*', 'f', i)
      end
      """;

  private static final String CHANGE =
      """
      for i = 1, 1000 do
        local n = ARGV[1] * 1000 + i
        redis.call('SET', 'key:' .. n, 'changed')
        redis.call('DEL', 'key:' .. n + 7)
        redis.call('APPEND', 'key:' .. n + 3, 'more')
        redis.call('HSET', 'hash' .. i % 100, n, n)
        redis.call('LPOP', 'list' .. i % 100)
        redis.call('ZINCRBY', 'zset' .. i % 3, n, 'm' .. i)
        redis.call('SREM', 'set' .. i % 4, 'm' .. i)
        redis.call('XADD', 'stream' .. i % 5, '*', 'f', n)
      end
      """;

  @Test
  void aRewriteThatIsPutOffComesBeforeASaveThatIs() {
    var peer = node.connect();
    peer.sends("MULTI", "BGSAVE", "BGREWRITEAOF", "EXEC");
    node.step();
    assertEquals("0", info("aof_rewrite_in_progress"));
    node.pass(Duration.ofMillis(200));
    assertEquals("1", info("aof_rewrite_in_progress"));
    assertEquals("0", info("rdb_bgsave_in_progress"));
    finish();
    node.pass(Duration.ofMillis(200));
    assertEquals("1", info("rdb_bgsave_in_progress"));
    finish();
    assertEquals("1", info("aof_rewrites"));
    assertEquals("1", info("rdb_saves"));
  }

  @Test
  void aSaveThatIsPutOffComesEvenBehindAnother() {
    var peer = node.connect();
    peer.sends("MULTI", "BGSAVE", "EXEC", "BGSAVE");
    node.step();
    finish();
    node.pass(Duration.ofMillis(200));
    finish();
    assertEquals("2", info("rdb_saves"));
  }

  @Test
  void aFirstBaseThatWaitsForASaveKeepsNobodyFromEndingTheNode() {
    fill(10);
    node.call("BGSAVE");
    assertEquals("+OK", node.call("CONFIG", "SET", "appendonly", "yes"));
    assertEquals("1", info("aof_rewrite_scheduled"));
    assertEquals("", node.call("SHUTDOWN"));
    assertFalse(node.step());
  }

  @Test
  void aFirstBaseThatIsWrittenKeepsTheNodeFromEnding() {
    fill(10);
    assertEquals("+OK", node.call("CONFIG", "SET", "appendonly", "yes"));
    assertEquals("-ERR Errors trying to SHUTDOWN. Check logs.", node.call("SHUTDOWN"));
    assertTrue(node.log().contains("Writing initial AOF, can't exit."), node.log());
    assertEquals("", node.call("SHUTDOWN", "FORCE"));
    assertFalse(node.step());
  }
}
