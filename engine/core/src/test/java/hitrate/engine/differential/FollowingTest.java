package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our node is a real server's replica: it gets the image and every change behind it, goes on where
/// it stopped when the connection was lost, and takes the primary's place.
class FollowingTest extends ReplicaPair {
  FollowingTest() {
    super(false);
  }

  @ParameterizedTest
  @CsvSource({"yes, disabled", "no, on-empty-db", "yes, swapdb", "no, swapdb"})
  void theImageArrivesAndAllThatFollows(String diskless, String load) {
    primary.call("CONFIG", "SET", "repl-diskless-sync", diskless);
    replica.call("CONFIG", "SET", "repl-diskless-load", load);
    assertHistoriesArrive();
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

  /// The real server makes the threshold exact for its replicas and leaves the limit where it was,
  /// which nobody else may say.
  @Test
  void anExactThresholdMayComeWithALimit() {
    follow();
    catchUp();
    var limited = new String[] {"XADD", "s", "MAXLEN", "~", "100", "LIMIT", "10", "1-1", "f", "v"};
    assertEquals(Reply.Bulk.of("1-1"), primary.call(limited));
    catchUp();
    assertSameData();
    assertEquals(new Reply.Int(1), replica.call("XLEN", "s"));
  }

  @Test
  void keysWhoseTimeHasComeAreHiddenUntilThePrimaryRemovesThem() {
    primary.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    follow();
    primary.call("SET", "k", "v", "PX", "50");
    catchUp();
    Await.until("the end of k", () -> replica.call("EXISTS", "k"), new Reply.Int(0)::equals);
    assertEquals(new Reply.Int(1), replica.call("DBSIZE"));
    assertEquals(new Reply.Null(), replica.call("GET", "k"));
    assertEquals(new Reply.Null(), replica.call("RANDOMKEY"));
    assertEquals(new Reply.Int(1), replica.call("DBSIZE"));
    assertEquals(new Reply.Null(), primary.call("GET", "k"));
    catchUp();
    assertEquals(new Reply.Int(0), replica.call("DBSIZE"));
  }

  /// Nobody else removes what has its time from this node alone.
  @Test
  void whatHasItsTimeFromAWritableReplicaGoesThere() {
    primary.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    follow();
    primary.call("SET", "theirs", "v", "PX", "20");
    catchUp();
    replica.call("CONFIG", "SET", "replica-read-only", "no");
    replica.call("SET", "soon", "v", "PX", "20");
    replica.call("SET", "over", "v", "PXAT", "1");
    replica.call("SET", "never", "v", "EX", "1000");
    replica.call("PERSIST", "never");
    replica.call("SET", "later", "v");
    replica.call("EXPIRE", "later", "1000");
    replica.call("RENAME", "later", "latest");
    await(replica, "stats", "slave_expires_tracked_keys:1\r\n");
    assertEquals(new Reply.Int(3), replica.call("DBSIZE"), "theirs, never and latest");
    assertEquals(new Reply.Int(2), replica.call("EXISTS", "never", "latest", "theirs"));
    replica.call("CLIENT", "KILL", "TYPE", "master");
    catchUp();
    assertTrue(info(replica, "stats").contains("slave_expires_tracked_keys:1\r\n"));
    replica.call("FLUSHALL");
    assertTrue(info(replica, "stats").contains("slave_expires_tracked_keys:0\r\n"));
    replica.call("SET", "over", "v", "PX", "50");
    assertEquals(OK, replica.call("REPLICAOF", "NO", "ONE"));
    await(replica, "stats", "slave_expires_tracked_keys:0\r\n");
    await(replica, "stats", "expired_keys:3\r\n");
  }

  /// As in the real server, of which each of these lines is.
  @Test
  void whatIsOnlyReadOnAWritableReplicaStaysThoughItsTimeIsOver() {
    follow();
    catchUp();
    replica.call("CONFIG", "SET", "replica-read-only", "no");
    replica.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    replica.call("SET", "over", "v", "PXAT", "1");
    for (String reader : List.of("GETEX over", "GETEX over PERSIST", "COPY over x", "TTL over")) {
      replica.call(reader.split(" "));
      assertEquals(new Reply.Int(1), replica.call("DBSIZE"), reader);
    }
    assertEquals(new Reply.Int(0), replica.call("EXISTS", "over"));
    replica.call("SET", "there", "v");
    assertEquals(new Reply.Int(1), replica.call("BITOP", "AND", "both", "over", "there"));
    assertEquals(new Reply.Int(3), replica.call("DBSIZE"));
    assertEquals(new Reply.Int(1), replica.call("DEL", "over"));
    replica.call("SET", "over", "v", "PXAT", "1");
    assertEquals(new Reply.Int(0), replica.call("PERSIST", "over"));
    assertEquals(new Reply.Int(2), replica.call("DBSIZE"));
  }

  @Test
  void aRestartedReplicaGoesOnWhereItsFileEnds() throws IOException {
    follow();
    primary.call("SELECT", "3");
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(OK, replica.call("SAVE"));
    replica.close();
    node.close();
    primary.call("SET", "b", "2");
    node = ours().config("replicaof", "127.0.0.1 " + process.port()).start();
    replica = RespClient.connect("127.0.0.1", node.port());
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:1\r\n"));
  }

  @Test
  void aRestartedPrimaryIsFollowedFromWhereItsFileEnds() throws IOException {
    replica.call("SET", "a", "1");
    assertEquals(OK, primary.call("REPLICAOF", "127.0.0.1", "" + node.port()));
    await(replica, "replication", "state=online");
    replica.call("SET", "b", "2");
    assertEquals(new Reply.Int(1), replica.call("WAIT", "1", "20000"));
    int port = node.port();
    assertEquals(OK, replica.call("SAVE"));
    replica.close();
    node.close();
    node = ours().port(port).start();
    replica = RespClient.connect("127.0.0.1", port);
    await(replica, "replication", "state=online");
    replica.call("SET", "c", "3");
    assertEquals(new Reply.Int(1), replica.call("WAIT", "1", "20000"));
    assertSameData();
    assertTrue(info(replica, "stats").contains("sync_full:0\r\nsync_partial_ok:1\r\n"));
  }

  @Test
  void aReplicaTakesThePlaceOfAPrimaryThatHasDied() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    try {
      primary.call("DEBUG", "SEGFAULT");
    } catch (RuntimeException gone) {
      // as it should be
    }
    await(replica, "replication", "master_link_status:down");
    replica.call("CONFIG", "SET", "replica-serve-stale-data", "no");
    var refusal =
        new Reply.Error(
            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
    assertEquals(refusal, replica.call("GET", "a"));
    assertEquals(refusal, replica.call("EVAL", "return 1", "0"));
    assertTrue(replica.call("HELLO", "2").toString().contains("replica"));
    assertEquals(OK, replica.call("REPLICAOF", "NO", "ONE"));
    assertEquals(Reply.Bulk.of("1"), replica.call("GET", "a"));
    assertEquals(OK, replica.call("SET", "b", "2"));
  }

  @Test
  void aPrimaryGivesItsPlaceToUsAndGetsItBack() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(OK, primary.call("FAILOVER"));
    await(replica, "replication", "role:master");
    await(primary, "replication", "master_link_status:up");
    assertEquals(OK, replica.call("SET", "b", "2"));
    awaitSameOffset(primary, replica);
    assertSameData();
    await(replica, "replication", "state=online");
    assertEquals(
        OK, replica.call("FAILOVER", "TO", "127.0.0.1", "" + process.port(), "TIMEOUT", "20000"));
    await(primary, "replication", "role:master");
    await(replica, "replication", "master_link_status:up");
    await(replica, "replication", "master_failover_state:no-failover");
    assertEquals(OK, primary.call("SET", "c", "3"));
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:1\r\n"));
    assertTrue(info(replica, "stats").contains("sync_full:0\r\nsync_partial_ok:1\r\n"));
  }

  /// All that INFO and ROLE tell, but for figures that are each server's own.
  @Test
  void bothKindsOfReplicaTellTheSameOfThemselves() throws IOException {
    try (var other = RedisProcess.start();
        var client = RespClient.connect("127.0.0.1", other.port())) {
      primary.call("CONFIG", "SET", "repl-ping-replica-period", "3600"); // each moves the offset
      follow();
      client.call("REPLICAOF", "127.0.0.1", "" + process.port());
      await(client, "replication", "master_link_status:up");
      await(replica, "replication", "master_link_status:up");
      await(primary, "replication", "slave1:");
      primary.call("SET", "a", "1");
      assertEquals(new Reply.Int(2), primary.call("WAIT", "2", "20000"));
      awaitSameOffset(client, replica);
      assertEquals(told(client), told(replica));
      assertEquals(client.call("ROLE"), replica.call("ROLE"));
      for (RespClient each : List.of(client, replica)) {
        each.call("REPLICAOF", "127.0.0.1", "1");
        await(each, "replication", "master_link_status:down");
      }
      assertEquals(told(client), told(replica));
      assertEquals(client.call("ROLE"), replica.call("ROLE"));
    }
  }

  private static String told(RespClient client) {
    return info(client, "replication")
        .replaceAll("(first_byte_offset|histlen|_seconds_ago|since_seconds):-?\\d+", "$1:N");
  }
}
