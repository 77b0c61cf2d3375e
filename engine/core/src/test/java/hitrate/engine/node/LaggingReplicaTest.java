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
    replica = node.connect().sends("REPLCONF listening-port 7002", "PSYNC ? -1");
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
