package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real server and a node of ours, one of which is to be the other's replica.
abstract class ReplicaPair {
  static final Reply OK = new Reply.Simple("OK");

  @TempDir Path folder;
  private final boolean oursLeads;
  RedisProcess process;
  CacheNode node;
  RespClient primary;
  RespClient replica;

  /// @param oursLeads whether the node of ours is the primary
  ReplicaPair(boolean oursLeads) {
    this.oursLeads = oursLeads;
  }

  @BeforeEach
  void start() throws IOException {
    process =
        RedisProcess.start("--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0");
    node = ours().start();
    var real = RespClient.connect("127.0.0.1", process.port());
    var ours = RespClient.connect("127.0.0.1", node.port());
    primary = oursLeads ? ours : real;
    replica = oursLeads ? real : ours;
  }

  /// A node of ours on the folder of this test.
  CacheNode.Builder ours() {
    return CacheNode.builder()
        .config("dir", folder.toString())
        .config("enable-debug-command", "yes")
        .config("repl-diskless-sync-delay", "0");
  }

  @AfterEach
  void stop() {
    primary.close();
    replica.close();
    node.close();
    process.close();
  }

  /// Where the primary is.
  String primaryPort() {
    return "" + (oursLeads ? node.port() : process.port());
  }

  void follow() {
    assertEquals(OK, replica.call("REPLICAOF", "127.0.0.1", primaryPort()));
  }

  static void await(RespClient client, String section, String line) {
    Await.text(line, () -> info(client, section));
  }

  static String info(RespClient client, String section) {
    return ((Reply.Bulk) client.call("INFO", section)).value().toString();
  }

  /// The line of INFO that says how far a server is in the history.
  static String offset(RespClient client) {
    return offset(info(client, "replication"));
  }

  private static String offset(String replication) {
    return replication
        .lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .findFirst()
        .orElseThrow();
  }

  /// Waits until two servers are at the same place of the history, which goes on meanwhile: every
  /// ten seconds a primary pings its replicas.
  static void awaitSameOffset(RespClient one, RespClient other) {
    Await.until(
        "two servers at the same place of the history",
        () -> List.of(info(one, "replication"), info(other, "replication")),
        seen -> offset(seen.getFirst()).equals(offset(seen.getLast())));
  }

  /// Waits until the replica has everything.
  void catchUp() {
    await(replica, "replication", "master_link_status:up");
    await(primary, "replication", "state=online");
    assertEquals(new Reply.Int(1), primary.call("WAIT", "1", "20000"));
  }

  void assertSameData() {
    assertEquals(primary.call("DEBUG", "DIGEST"), replica.call("DEBUG", "DIGEST"));
  }

  private void change(Commands commands, int count) {
    for (int i = 0; i < count; i++) {
      primary.call(commands.next());
    }
  }

  /// Lets random changes happen before, during and after the image.
  void assertHistoriesArrive() {
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
  void manyKeysArriveWhileTheyChange() {
    primary.call("DEBUG", "POPULATE", "200000", "key", "50");
    follow();
    for (int i = 0; i < 20_000; i++) {
      primary.call("SET", "key:" + i * 7, "new");
    }
    catchUp();
    assertSameData();
  }
}
