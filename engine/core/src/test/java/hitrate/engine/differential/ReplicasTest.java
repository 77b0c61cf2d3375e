package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real server is our node's replica: it gets the image and every change behind it, whatever the
/// changes are, and goes on where it stopped when the connection was lost.
class ReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OFFSET = "master_repl_offset:";

  private RedisProcess process;
  private CacheNode node;
  private RespClient replica;
  private RespClient primary;

  @BeforeEach
  void start() throws IOException {
    process = RedisProcess.start("--enable-debug-command", "yes");
    node =
        CacheNode.builder()
            .config("save", "")
            .config("enable-debug-command", "yes")
            .config("repl-diskless-sync-delay", "0")
            .start();
    replica = RespClient.connect("127.0.0.1", process.port());
    primary = RespClient.connect("127.0.0.1", node.port());
  }

  @AfterEach
  void stop() {
    primary.close();
    replica.close();
    node.close();
    process.close();
  }

  private void follow() {
    assertEquals(new Reply.Simple("OK"), replica.call("REPLICAOF", "127.0.0.1", "" + node.port()));
  }

  private void awaitInfo(RespClient client, String line) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!info(client, "replication").contains(line)) {
      if (Instant.now().isAfter(end)) {
        fail("no " + line + " in:\n" + info(client, "replication"));
      }
      Thread.onSpinWait();
    }
  }

  private static String info(RespClient client, String section) {
    return ((Reply.Bulk) client.call("INFO", section)).value().toString();
  }

  /// Waits until the replica has everything.
  private void catchUp() {
    awaitInfo(primary, "state=online");
    assertEquals(new Reply.Int(1), primary.call("WAIT", "1", "20000"));
  }

  private void assertSameData() {
    assertEquals(primary.call("DEBUG", "DIGEST"), replica.call("DEBUG", "DIGEST"));
  }

  @Test
  void debugSendsReplicasACommandOfTheirOwn() {
    follow();
    catchUp();
    assertEquals(new Reply.Simple("OK"), primary.call("DEBUG", "REPLICATE", "SET", "theirs", "v"));
    catchUp();
    assertEquals(Reply.Bulk.of("v"), replica.call("GET", "theirs"));
    assertEquals(new Reply.Null(), primary.call("GET", "theirs"));
  }

  private void change(Commands commands, int count) {
    for (int i = 0; i < count; i++) {
      primary.call(commands.next());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void aReplicaGetsTheImageAndAllThatFollows(String diskless) {
    primary.call("CONFIG", "SET", "repl-diskless-sync", diskless);
    for (int seed = 1; seed <= 3; seed++) {
      primary.call("FLUSHALL");
      var commands = new Commands(Choices.seeded(seed), System.currentTimeMillis());
      change(commands, 400);
      follow();
      change(commands, 400);
      catchUp();
      change(commands, 800);
      catchUp();
      assertSameData();
      replica.call("REPLICAOF", "NO", "ONE");
      awaitInfo(primary, "connected_slaves:0");
    }
  }

  @Test
  void changesOfTransactionsScriptsAndTimeArriveToo() {
    follow();
    primary.call("SET", "k", "v", "PX", "50");
    catchUp();
    for (var line :
        List.of(
            "MULTI",
            "SADD s a b c d e",
            "SPOP s 2",
            "INCRBYFLOAT n 0.1",
            "EXEC",
            "XADD x * f v",
            "SELECT 3",
            "EVAL redis.call('SET','a',1);redis.call('LPUSH','l',1,2);return(1) 0",
            "SET e v EX 1000",
            "SWAPDB 3 4",
            "SELECT 0",
            "MSET a 1 b 2",
            "COPY a c DB 7")) {
      primary.call(line.split(" "));
    }
    primary.call(
        "FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 1 end)");
    while (!primary.call("EXISTS", "k").equals(new Reply.Int(0))) {
      Thread.onSpinWait();
    }
    catchUp();
    assertSameData();
    assertEquals(primary.call("FUNCTION", "LIST"), replica.call("FUNCTION", "LIST"));
  }

  @Test
  void aReplicaGoesOnWhereItStopped() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(new Reply.Int(1), primary.call("CLIENT", "KILL", "TYPE", "replica"));
    primary.call("SET", "b", "2");
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:1\r\n"));
  }

  @Test
  void aReplicaThatWasAwayForTooLongGetsEverythingAgain() {
    primary.call("CONFIG", "SET", "repl-backlog-size", "16384");
    follow();
    catchUp();
    primary.call("CLIENT", "KILL", "TYPE", "replica");
    var value = Bytes.of("x".repeat(10_000));
    for (int i = 0; i < 4; i++) {
      primary.call(List.of(Bytes.of("SET"), Bytes.of("k" + i), value));
    }
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:2\r\n"));
  }

  @Test
  void manyKeysArriveWhileTheyChange() {
    primary.call("DEBUG", "POPULATE", "200000", "key", "50");
    follow();
    for (int i = 0; i < 20_000; i++) {
      primary.call("SET", "key:" + i * 7, "new");
    }
    catchUp();
    assertSameData();
  }

  @Test
  void messagesReachThoseWhoListenAtTheReplica() throws IOException {
    follow();
    catchUp();
    try (var listener = RespClient.connect("127.0.0.1", process.port())) {
      listener.call("SUBSCRIBE", "news");
      primary.call("PUBLISH", "news", "hello");
      assertTrue(listener.receive().toString().contains("hello"));
    }
  }

  @Test
  void changesAreRefusedWithoutEnoughReplicas() {
    primary.call("CONFIG", "SET", "min-replicas-to-write", "1");
    var refusal = new Reply.Error("NOREPLICAS Not enough good replicas to write.");
    assertEquals(refusal, primary.call("SET", "a", "1"));
    assertEquals(new Reply.Simple("PONG"), primary.call("PING"));
    follow();
    awaitInfo(primary, "min_slaves_good_slaves:1");
    assertEquals(new Reply.Simple("OK"), primary.call("SET", "a", "1"));
    catchUp();
    assertSameData();
  }

  @Test
  void rolesAndClientsAreSeen() {
    follow();
    catchUp();
    String role = primary.call("ROLE").toString();
    assertTrue(role.contains("127.0.0.1") && role.contains("" + process.port()), role);
    String clients =
        ((Reply.Bulk) primary.call("CLIENT", "LIST", "TYPE", "replica")).value().toString();
    assertTrue(clients.contains(" flags=S "), clients);
    String offset =
        info(primary, "replication")
            .lines()
            .filter(line -> line.startsWith(OFFSET))
            .findAny()
            .get();
    awaitInfo(replica, offset);
  }

  /// The program that makes backups of real servers makes one of ours.
  @Test
  void redisCliFetchesTheImage(@TempDir Path folder) throws Exception {
    primary.call("DEBUG", "POPULATE", "1000");
    primary.call("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', redis.call)");
    Path all = folder.resolve("all.rdb");
    assertEquals(0, run("redis-cli", "-p", "" + node.port(), "--rdb", "" + all));
    assertEquals(0, run("redis-check-rdb", "" + all));
    Path functions = folder.resolve("functions.rdb");
    assertEquals(0, run("redis-cli", "-p", "" + node.port(), "--functions-rdb", "" + functions));
    assertEquals(0, run("redis-check-rdb", "" + functions));
  }

  private static int run(String program, String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of(RealPrograms.find(program).toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }
}
