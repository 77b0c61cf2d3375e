package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// WAITAOF of version 7.2: who calls it hears that what was written is safe on the disk, and not
/// before it is.
class WaitAofTest {
  private static final String NOTHING_RECORDED =
      "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

  private final SimDisk disk = new SimDisk();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));

  private SimNode start(String policy) throws LoadError {
    return new SimNode(disk, clock, "appendonly", "yes", "appendfsync", policy);
  }

  /// Lets a second pass, after which what was written is brought to the disk.
  private static void force(SimNode node) {
    node.pass(Duration.ofSeconds(1));
    node.finishBackground();
    node.step();
  }

  @Test
  void itAnswersOnceTheDiskHasIt() throws Exception {
    try (var node = start("everysec")) {
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 0", "PING");
      node.step();
      assertEquals("+OK", peer.received());
      node.pass(Duration.ofSeconds(1));
      assertEquals("", peer.received(), "the disk is still at it");
      assertTrue(node.call("INFO", "clients").contains("blocked_clients:1"));
      node.finishBackground();
      node.step();
      assertEquals("*2 :1 :0 +PONG", peer.received());
      assertTrue(node.call("INFO", "clients").contains("blocked_clients:0"));
      peer.sends("WAITAOF 1 0 0");
      node.step();
      assertEquals("*2 :1 :0", peer.received(), "nothing was written since");
    }
  }

  @Test
  void whatIsWrittenWhileTheDiskIsAtItNeedsAnotherRound() throws Exception {
    try (var node = start("everysec")) {
      node.call("SET", "a", "1");
      node.pass(Duration.ofSeconds(1));
      var peer = node.connect();
      peer.sends("SET a 2", "WAITAOF 1 0 0");
      node.step();
      node.finishBackground();
      node.step();
      assertEquals("+OK", peer.received());
      force(node);
      assertEquals("*2 :1 :0", peer.received());
    }
  }

  @Test
  void withAlwaysItIsThereAtOnce() throws Exception {
    try (var node = start("always")) {
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 0");
      node.step();
      assertEquals("+OK *2 :1 :0", peer.received());
    }
  }

  @Test
  void withNoItIsNeverKnown() throws Exception {
    try (var node = start("no")) {
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 5000");
      node.step();
      force(node);
      assertEquals("+OK", peer.received());
      node.pass(Duration.ofSeconds(4));
      assertEquals("*2 :0 :0", peer.received());
    }
  }

  @Test
  void aDiskThatFailsIsWaitedFor() throws Exception {
    try (var node = start("everysec")) {
      disk.faults(
          new SimDisk.Faults() {
            @Override
            public void force(Path file) throws IOException {
              throw new IOException("Input/output error");
            }
          });
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 0");
      node.step();
      force(node);
      assertEquals("+OK", peer.received());
      disk.faults(new SimDisk.Faults() {});
      force(node);
      assertEquals("*2 :1 :0", peer.received());
    }
  }

  @Test
  void thereAreNoReplicasToWaitFor() throws Exception {
    try (var node = start("always")) {
      var peer = node.connect();
      peer.sends("WAITAOF 0 1 100");
      node.step();
      assertEquals("", peer.received());
      node.pass(Duration.ofMillis(100));
      assertEquals("*2 :1 :0", peer.received());
    }
  }

  @Test
  void anotherClientCanEndIt() throws Exception {
    try (var node = start("no")) {
      var peer = node.connect();
      peer.sends("CLIENT ID", "SET a 1", "WAITAOF 1 0 0");
      node.step();
      String id = peer.received().substring(1).split(" ")[0];
      assertEquals(":1", node.call("CLIENT", "UNBLOCK", id));
      assertEquals("*2 :0 :0", peer.received());
      peer.sends("WAITAOF 1 0 0");
      node.step();
      assertEquals(":1", node.call("CLIENT", "UNBLOCK", id, "ERROR"));
      assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK", peer.received());
    }
  }

  @Test
  void inATransactionItSaysHowItIsAndInScriptsItIsRefused() throws Exception {
    try (var node = start("everysec")) {
      node.call("SET", "a", "1");
      var peer = node.connect();
      peer.sends("MULTI", "WAITAOF 1 0 0", "EXEC");
      node.step();
      assertEquals("+OK +QUEUED *1 *2 :0 :0", peer.received());
      assertTrue(
          node.call("EVAL", "return redis.call('waitaof', 1, 0, 0)", "0")
              .startsWith("-ERR This Redis command is not allowed from script"));
    }
  }

  @Test
  void itIsRefusedWhereNothingIsRecorded() throws Exception {
    try (var node = new SimNode(disk, clock)) {
      assertEquals(NOTHING_RECORDED, node.call("WAITAOF", "1", "0", "0"));
      assertEquals("*2 :0 :0", node.call("WAITAOF", "0", "0", "0"));
      assertEquals(
          "-ERR value is out of range, value must between 0 and 1",
          node.call("WAITAOF", "2", "0", "0"));
      assertEquals(
          "-ERR value is out of range, must be positive", node.call("WAITAOF", "1", "-1", "0"));
      assertEquals(
          "-ERR timeout is not an integer or out of range", node.call("WAITAOF", "1", "0", "x"));
      assertEquals("-ERR timeout is negative", node.call("WAITAOF", "1", "0", "-1"));
      assertEquals(
          "-ERR wrong number of arguments for 'waitaof' command", node.call("WAITAOF", "1", "0"));
    }
  }

  @Test
  void itEndsWithAnErrorWhenRecordingEnds() throws Exception {
    try (var node = start("no")) {
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 0");
      node.step();
      assertEquals("+OK", peer.received());
      node.call("CONFIG", "SET", "appendonly", "no");
      node.step();
      assertEquals(NOTHING_RECORDED, peer.received());
    }
  }

  @Test
  void theFirstBaseIsWaitedFor() throws Exception {
    try (var node = new SimNode(disk, clock)) {
      var peer = node.connect();
      peer.sends("SET a 1", "CONFIG SET appendonly yes", "WAITAOF 1 0 0");
      node.step();
      assertEquals("+OK +OK", peer.received());
      node.settle();
      assertEquals("*2 :1 :0", peer.received());
    }
  }

  @Test
  void aRewriteForcesWhatCameBeforeIt() throws Exception {
    try (var node = start("no")) {
      var peer = node.connect();
      peer.sends("SET a 1", "WAITAOF 1 0 0");
      node.step();
      node.call("BGREWRITEAOF");
      node.finishBackground();
      node.step();
      assertEquals("+OK *2 :1 :0", peer.received());
    }
  }

  @Test
  void nobodySeesItInTheListOfCommands() throws Exception {
    try (var node = new SimNode(disk, clock)) {
      assertTrue(node.call("COMMAND", "INFO", "waitaof").contains("waitaof"), "by its name only");
      assertTrue(!node.call("COMMAND").contains("waitaof"));
      assertEquals("*0", node.call("COMMAND", "LIST", "FILTERBY", "PATTERN", "waitaof"));
      assertTrue(!node.call("ACL", "CAT", "connection").contains("waitaof"));
      assertEquals("+OK", node.call("ACL", "SETUSER", "u", "+waitaof"));
    }
  }
}
