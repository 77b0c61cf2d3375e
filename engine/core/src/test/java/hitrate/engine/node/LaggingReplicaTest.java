package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A primary with a replica that says how far it is when the test wants it to: the end of the node
/// and FAILOVER wait for that.
class LaggingReplicaTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");
  private static final String FAILED = "-ERR Errors trying to SHUTDOWN. Check logs.";

  private final VirtualClock clock = VirtualClock.startingAt(START);
  private final SimDisk disk = new SimDisk();
  private SimNode node;
  private ScriptedNetwork.Peer replica;

  @BeforeEach
  void start() throws LoadError {
    node = new SimNode(disk, clock, "repl-diskless-sync-delay", "0", "save", "3600 1000000");
    replica = says("REPLCONF listening-port 7002");
    replica.sends("PSYNC ? -1");
    while (!info("replication").contains("slave0:ip=127.0.0.1,port=7002,state=online")) {
      node.finishBackground();
      node.pass(Duration.ofSeconds(1));
    }
    node.call("SET", "a", "1");
    replica.received();
  }

  @AfterEach
  void end() {
    node.close();
  }

  private String info(String section) {
    return node.call("INFO", section);
  }

  private void catchUp() {
    var offset = OFFSET.matcher(info("replication"));
    assertTrue(offset.find());
    replica.sends("REPLCONF ACK " + offset.group(1));
  }

  private ScriptedNetwork.Peer says(String line) {
    var client = node.connect().sends(line);
    node.step();
    return client;
  }

  /// What asks the replicas for a word is nothing that anybody has to wait for.
  @Test
  void whoHasWrittenNothingWaitsForNothingNew() {
    catchUp();
    node.step();
    var client = says("WAIT 2 100");
    node.step();
    assertTrue(replica.received().contains("GETACK"));
    node.pass(Duration.ofMillis(100));
    assertEquals(":1", client.received());
    assertEquals(":1", says("WAIT 1 100").received());
    client.sends("MULTI", "WAIT 2 100", "EXEC");
    node.step();
    assertEquals(
        "+OK +QUEUED *1 :0", // the replica has not told that it has the question either
        client.received().replaceAll("(OK|QUEUED|1)(?=.)", "$1 ").replace("  ", " "));
    assertEquals("", replica.received(), "a transaction does not wait");
  }

  /// What others have written since a client's last command is nothing that it asks for.
  @Test
  void whoWaitsDoesSoForWhatWasThereAtItsLastCommand() {
    var early = says("PING");
    catchUp();
    node.step();
    node.call("SET", "a", "2");
    early.received();
    assertEquals(":1", says("WAIT 1 100").received());
    early.sends("WAIT 1 100");
    node.step();
    assertEquals(":1", early.received());
    early.sends("PING", "WAIT 1 100");
    node.step();
    assertEquals("+PONG", early.received());
    catchUp();
    node.step();
    assertEquals(":1", early.received());
  }

  private long memory(String field) {
    var value = Pattern.compile(field + ":(\\d+)").matcher(info("memory"));
    assertTrue(value.find());
    return Long.parseLong(value.group(1));
  }

  /// If keys had to go for that, the news of it would wait, too, and more keys would have to go.
  @Test
  void noKeyHasToGoForWhatAReplicaLeaves() {
    long little = memory("mem_replication_backlog");
    assertTrue(little > 0 && little < 50_000, "" + little);
    assertEquals(0, memory("mem_clients_slaves"));
    replica.takesNothing = true;
    for (int i = 0; i < 20; i++) {
      node.call("SET", "key", "x".repeat(10_000));
    }
    node.call("DEL", "key");
    long kept = memory("mem_replication_backlog");
    assertTrue(kept > 200_000 && kept < 250_000, "" + kept);
    long untaken = memory("mem_clients_slaves");
    assertTrue(untaken > 200_000, "" + untaken);
    assertEquals(untaken, memory("mem_not_counted_for_evict"));
    assertEquals(untaken + kept, memory("mem_total_replication_buffers"));
    node.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
    node.call("CONFIG", "SET", "maxmemory", "" + (memory("used_memory") - untaken / 2));
    node.pass(Duration.ofSeconds(1));
    assertEquals("$1 1", node.call("GET", "a"));
  }

  @Test
  void replicasAreAskedAfterAPause() {
    assertEquals("+OK", says("CLIENT PAUSE 100 WRITE").received());
    says("PING").sends("WAIT 1 0");
    node.step();
    assertEquals("", replica.received());
    node.pass(Duration.ofMillis(100));
    node.step();
    assertTrue(replica.received().contains("GETACK"));
  }

  @Test
  void aReplicaGetsNothingButTheStream() {
    replica.sends("REPLCONF ACK 0", "SET a 2", "SET a 3");
    node.step();
    assertEquals("", replica.received());
    assertEquals("$1 1", says("GET a").received());
    assertTrue(info("replication").contains("connected_slaves:0"));
    assertTrue(node.log().contains("Replica generated a reply to command 'set', disconnecting it"));
    assertTrue(node.log().contains("'Replica can't interact with the keyspace' after"));
  }

  @Test
  void bytesForReplicasAreCountedOnTheirOwn() {
    assertEquals("+OK", says("CONFIG RESETSTAT").received());
    says("SET b 2");
    assertTrue(info("stats").contains("total_net_repl_output_bytes:27 "), info("stats"));
    assertTrue(info("stats").contains("total_net_repl_input_bytes:0 "));
  }

  @Test
  void anImageWithoutKeysTellsItsPlaceInTheHistory() {
    node.call("CONFIG", "SET", "repl-diskless-sync", "no");
    var backup = says("REPLCONF rdb-filter-only functions");
    backup.sends("SYNC");
    node.step();
    assertTrue(backup.received().endsWith("-ERR Filtered replica requires EOF capability"));
    backup.sends("REPLCONF capa eof");
    node.step();
    backup.sends("SYNC");
    node.step();
    String image = backup.received();
    assertTrue(image.contains("$EOF:") && image.contains("repl-id"), image);
  }

  @Test
  void theEndWaitsUntilTheReplicaHasAll() {
    var client = says("SHUTDOWN");
    assertTrue(info("server").contains("shutdown_in_milliseconds:10000"));
    assertTrue(replica.received().contains("GETACK"));
    var writer = says("SET b 2");
    var reader = says("GET a");
    assertEquals("", writer.received());
    assertEquals("$1 1", reader.received());
    assertEquals("+OK", says("CLIENT UNPAUSE").received());
    assertEquals("", writer.received());
    catchUp();
    assertFalse(node.step());
    assertEquals("", client.received() + writer.received());
    assertTrue(node.log().contains("* 1 of 1 replicas are in sync when shutting down."));
  }

  @Test
  void theEndWaitsNoLongerThanToldTo() {
    says("SHUTDOWN");
    assertTrue(node.pass(Duration.ofMillis(9999)));
    assertFalse(node.pass(Duration.ofMillis(1)));
    assertTrue(node.log().contains("# Lagging replica 127.0.0.1:7002 reported offset 87 behind"));
    assertTrue(node.log().contains("* 0 of 1 replicas are in sync when shutting down."));
  }

  @Test
  void nobodyIsWaitedForIfNotWanted() {
    node.call("CONFIG", "SET", "shutdown-timeout", "0");
    node.connect().sends("SHUTDOWN");
    assertFalse(node.step());
  }

  @Test
  void theEndCanBeCalledOff() {
    assertEquals("-ERR No shutdown in progress.", says("SHUTDOWN ABORT").received());
    var first = says("SHUTDOWN NOSAVE");
    var second = says("SHUTDOWN NOW");
    var writer = says("SET b 2");
    assertEquals("", first.received() + second.received() + writer.received());
    assertEquals("+OK", says("SHUTDOWN ABORT").received());
    assertTrue(node.step());
    assertEquals(FAILED + FAILED + "+OK", first.received() + second.received() + writer.received());
    assertFalse(info("server").contains("shutdown_in_milliseconds"));
    assertTrue(node.pass(Duration.ofSeconds(11)));
    assertTrue(node.log().contains("* Shutdown manually aborted."));
  }

  @Test
  void whoCannotSaveGoesOn() {
    disk.faults(
        new SimDisk.Faults() {
          @Override
          public int write(Path file, int bytes) {
            return 0;
          }
        });
    var client = says("SHUTDOWN");
    assertEquals("", client.received());
    catchUp();
    assertTrue(node.step());
    assertEquals(FAILED, client.received());
    assertEquals(FAILED, says("SHUTDOWN NOW").received());
    assertEquals("+OK", says("SET b 2").received());
    replica.sends("SHUTDOWN FORCE NOW");
    assertFalse(node.step());
  }

  @Test
  void anotherPauseDoesNotShortenTheOneForTheEnd() {
    says("SHUTDOWN");
    assertEquals("+OK", says("CLIENT PAUSE 100").received());
    var reader = says("GET a");
    var writer = says("SET a 2");
    node.pass(Duration.ofMillis(50));
    assertEquals("", reader.received());
    node.pass(Duration.ofMillis(50));
    node.step();
    assertEquals("$1 1", reader.received());
    assertEquals("", writer.received());
  }

  @Test
  void failoverHasAPauseOfItsOwn() {
    assertEquals("+OK", says("FAILOVER TIMEOUT 60000").received());
    var writer = says("SET b 2");
    assertEquals("+OK", says("CLIENT UNPAUSE").received());
    node.step();
    assertEquals("", writer.received());
    assertEquals("-ERR FAILOVER already in progress.", says("FAILOVER").received());
    String refusal = "-ERR REPLICAOF not allowed while failing over.";
    assertEquals(refusal, says("REPLICAOF 127.0.0.1 1").received());
    node.pass(Duration.ofSeconds(30));
    assertEquals("", replica.received()); // nothing that it would have to catch up with
    node.pass(Duration.ofSeconds(30));
    node.step();
    assertEquals("+OK", writer.received());
    assertTrue(node.log().contains("any replica aborted: Replica never caught up before timeout"));
  }

  @Test
  void failoverByForceDoesNotWaitForEver() {
    says("FAILOVER TO 127.0.0.1 7002 TIMEOUT 500 FORCE");
    node.pass(Duration.ofMillis(500));
    assertTrue(info("replication").contains("role:slave"));
    assertTrue(info("replication").contains("master_failover_state:failover-in-progress"));
    assertEquals("+OK", says("FAILOVER ABORT").received());
    assertTrue(info("replication").contains("role:master"));
    assertEquals("+OK", says("SET b 2").received());
  }

  @Test
  void failoverTakesTheReplicaThatHasAll() {
    says("FAILOVER");
    node.pass(Duration.ofSeconds(1));
    assertTrue(info("replication").contains("role:master"));
    catchUp();
    node.step();
    assertTrue(info("replication").contains("role:slave"));
    assertTrue(node.log().contains("* Failover target 127.0.0.1:7002 is synced, failing over."));
  }
}
