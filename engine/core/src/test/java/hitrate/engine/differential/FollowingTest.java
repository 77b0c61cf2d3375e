package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our node is a real server's replica: it gets the image and every change behind it, goes on where
/// it stopped when the connection was lost, and takes the primary's place.
class FollowingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Reply OK = new Reply.Simple("OK");

  @TempDir Path folder;
  private RedisProcess process;
  private CacheNode node;
  private RespClient replica;
  private RespClient primary;

  @BeforeEach
  void start() throws IOException {
    process =
        RedisProcess.start("--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0");
    node =
        CacheNode.builder()
            .config("dir", folder.toString())
            .config("enable-debug-command", "yes")
            .config("repl-diskless-sync-delay", "0")
            .start();
    primary = RespClient.connect("127.0.0.1", process.port());
    replica = RespClient.connect("127.0.0.1", node.port());
  }

  @AfterEach
  void stop() {
    primary.close();
    replica.close();
    node.close();
    process.close();
  }

  private void follow() {
    assertEquals(OK, replica.call("REPLICAOF", "127.0.0.1", "" + process.port()));
  }

  private static void await(RespClient client, String section, String line) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!info(client, section).contains(line)) {
      if (Instant.now().isAfter(end)) {
        fail("no " + line + " in:\n" + info(client, section));
      }
      Thread.onSpinWait();
    }
  }

  private static String info(RespClient client, String section) {
    return ((Reply.Bulk) client.call("INFO", section)).value().toString();
  }

  /// Waits until the replica has everything.
  private void catchUp() {
    await(replica, "replication", "master_link_status:up");
    await(primary, "replication", "state=online");
    assertEquals(new Reply.Int(1), primary.call("WAIT", "1", "20000"));
  }

  private void assertSameData() {
    assertEquals(primary.call("DEBUG", "DIGEST"), replica.call("DEBUG", "DIGEST"));
  }

  private void change(Commands commands, int count) {
    for (int i = 0; i < count; i++) {
      primary.call(commands.next());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void theImageArrivesAndAllThatFollows(String diskless) {
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
      assertEquals(OK, replica.call("REPLICAOF", "NO", "ONE"));
      await(primary, "replication", "connected_slaves:0");
    }
  }

  @Test
  void aLostLinkGoesOnWhereItStopped() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(new Reply.Int(1), primary.call("CLIENT", "KILL", "TYPE", "replica"));
    primary.call("SET", "b", "2");
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:1\r\n"));
    assertEquals(new Reply.Int(1), replica.call("CLIENT", "KILL", "TYPE", "master"));
    primary.call("SET", "c", "3");
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:2\r\n"));
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
  void aLargeValueArrivesInTheStream() {
    follow();
    catchUp();
    var value = Bytes.of("x".repeat(3_000_000));
    primary.call(List.of(Bytes.of("SET"), Bytes.of("large"), value));
    primary.call("SELECT", "5");
    primary.call("SET", "there", "too");
    catchUp();
    assertSameData();
  }

  @Test
  void onlyReadersAreServed() {
    follow();
    catchUp();
    var refusal = new Reply.Error("READONLY You can't write against a read only replica.");
    assertEquals(refusal, replica.call("SET", "a", "1"));
    String inScript = replica.call("EVAL", "return redis.call('SET', 'a', 1)", "0").toString();
    assertTrue(inScript.contains("READONLY You can't write against a read only replica. script: "));
    replica.call("CONFIG", "SET", "replica-read-only", "no");
    assertEquals(OK, replica.call("SET", "mine", "1"));
    assertTrue(
        replica.call("WAIT", "1", "0").toString().contains("WAIT cannot be used with replica"));
  }

  @Test
  void aPromotedReplicaGoesOnWithTheSameHistory() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(OK, replica.call("REPLICAOF", "NO", "ONE"));
    await(primary, "replication", "connected_slaves:0");
    assertEquals(OK, replica.call("SET", "b", "2"));
    assertEquals(OK, primary.call("REPLICAOF", "127.0.0.1", "" + node.port()));
    await(replica, "replication", "state=online");
    assertEquals(new Reply.Int(1), replica.call("WAIT", "1", "20000"));
    assertSameData();
    assertTrue(info(replica, "stats").contains("sync_full:0\r\nsync_partial_ok:1\r\n"));
  }
}
