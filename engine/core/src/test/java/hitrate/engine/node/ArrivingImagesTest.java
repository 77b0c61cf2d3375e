package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A replica that loads the image of its primary's keyspace as it arrives: what it says meanwhile,
/// and what it has when the line breaks in its midst.
class ArrivingImagesTest {
  private static final String LOADING = "-LOADING Redis is loading the dataset in memory";
  private static final Pattern SOME_PERCENT = Pattern.compile("loading_loaded_perc:(?!0.00)");
  private static final int PATIENCE = 20_000;

  private final SimGroup group = new SimGroup(Choices.seeded(1));
  private final SimNode primary = node(7001);
  private final SimNode replica = node(7002);

  ArrivingImagesTest() throws LoadError {}

  private void start(String diskless, String load) {
    primary.call("CONFIG", "SET", "repl-diskless-sync", diskless);
    replica.call("CONFIG", "SET", "repl-diskless-load", load);
    for (int i = 0; i < 2000; i++) {
      primary.call("SET", "key:" + i, "value " + i);
    }
    primary.call("HSET", "h", "f", "v");
    primary.call("HPEXPIRE", "h", "100000000", "FIELDS", "1", "f");
    String code = "#!lua name=l\nredis.register_function('f', function() return 1 end)";
    assertEquals("$1 l", primary.call("FUNCTION", "LOAD", code));
    replica.call("REPLICAOF", "127.0.0.1", "7001");
  }

  private SimNode node(int port) throws LoadError {
    return group.start(
        port,
        "repl-diskless-sync-delay",
        "0",
        "repl-backlog-size",
        "16kb",
        "enable-debug-command",
        "yes");
  }

  @AfterEach
  void end() {
    group.close();
  }

  private void await(BooleanSupplier state) {
    for (int i = 0; !state.getAsBoolean(); i++) {
      assertTrue(i < PATIENCE, () -> says("replication") + replica.log());
      group.turn(Duration.ofMillis(20));
    }
  }

  private String says(String section) {
    return replica.call("INFO", section);
  }

  private void cut() {
    group.network(7001).cut();
  }

  private void awaitSync() {
    await(() -> says("replication").contains("master_link_status:up"));
    await(() -> primary.digest().equals(replica.digest()));
  }

  /// More happens than the primary's history keeps.
  private void part() {
    cut();
    for (int i = 0; i < 40; i++) {
      primary.call("SET", "new:" + i, "x".repeat(1000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void whatThereWasIsServedUntilTheImageIsWhole(String diskless) {
    start(diskless, "swapdb");
    awaitSync();
    String before = replica.digest();
    part();
    await(() -> says("persistence").contains("async_loading:1"));
    assertEquals("$7 value 7", replica.call("GET", "key:7"));
    assertEquals(LOADING, replica.call("BGSAVE"));
    assertEquals(LOADING, replica.call("REPLICAOF", "NO", "ONE"));
    assertTrue(replica.call("SET", "a", "b").startsWith("-READONLY"));
    cut();
    await(() -> says("persistence").contains("async_loading:0"));
    assertEquals(before, replica.digest());
    assertTrue(replica.call("FUNCTION", "LIST").contains("$4 name $1 f"));
    await(() -> says("persistence").contains("async_loading:1"));
    assertEquals("+OK", replica.call("CONFIG", "SET", "appendonly", "yes")); // takes an image, too
    awaitSync();
    assertEquals(":2041", replica.call("DBSIZE"));
    await(() -> says("persistence").contains("aof_rewrite_in_progress:0"));
    assertEquals("+Background saving started", replica.call("BGSAVE"));
    await(() -> says("persistence").contains("rdb_bgsave_in_progress:0"));
    replica.call("DEBUG", "RELOAD", "NOSAVE");
    assertEquals(primary.digest(), replica.digest());
    assertTrue(replica.call("FUNCTION", "LIST").contains("$4 name $1 f"));
    assertTrue(replica.log().contains("sync: Discarding temporary DB in background"));
    assertTrue(replica.log().contains("sync: Swapping active DB with loaded DB"));
    primary.call("FLUSHALL");
    awaitSync();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void anEmptyReplicaNeedsNoFile(String diskless) {
    start(diskless, "on-empty-db");
    await(() -> says("persistence").contains("loading:1") && !replica.digest().matches("0+"));
    assertTrue(says("persistence").contains("async_loading:0"));
    assertEquals(LOADING, replica.call("GET", "key:7"));
    await(() -> SOME_PERCENT.matcher(says("persistence")).find());
    cut();
    await(() -> says("persistence").contains(" loading:0"));
    assertTrue(replica.digest().matches("0+"), "what was loaded in part is dropped");
    awaitSync();
    assertTrue(replica.log().contains("to parser"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"swapdb", "on-empty-db"})
  void theEndMayComeInTheMidst(String load) {
    start("yes", load);
    await(() -> says("persistence").contains("loading:1"));
    replica.connect().sends("SHUTDOWN");
    replica.step();
    assertTrue(!replica.step(), replica::log);
  }
}
