package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a replica keeps on a disk of its own: its primary's clients may wait for that (WAITAOF),
/// and there is something to be done when the disk takes nothing.
class ReplicaDiskTest {
  private static final int PATIENCE = 4000;

  private final SimGroup group = new SimGroup(Choices.seeded(1));
  private final SimDisk disk = new SimDisk();
  private SimNode primary;

  @BeforeEach
  void start() throws LoadError {
    primary = group.start(7001, "repl-diskless-sync-delay", "0");
  }

  @AfterEach
  void end() {
    group.close();
  }

  private SimNode follow(String... settings) throws LoadError {
    SimNode replica = group.start(disk, 7002, settings);
    replica.call("REPLICAOF", "127.0.0.1", "7001");
    turnUntil(() -> {
      String info = replica.call("INFO", "replication", "persistence");
      return info.contains("link_status:up") && info.contains("aof_rewrite_in_progress:0");
    });
    return replica;
  }

  private void turnUntil(BooleanSupplier isReached) {
    for (int i = 0; !isReached.getAsBoolean(); i++) {
      assertTrue(i < PATIENCE, () -> group.nodes().getLast().log());
      group.turn(Duration.ofMillis(10));
    }
  }

  private String answerTo(String... requests) {
    var client = primary.connect().sends(requests);
    var answer = new StringBuilder();
    turnUntil(() -> answer.append(client.received()).indexOf("*2") >= 0);
    return answer.toString();
  }

  private void breakDisk() {
    disk.faults(
        new SimDisk.Faults() {
          @Override
          public int write(Path file, int bytes) {
            return 0;
          }
        });
  }

  @Test
  void clientsOfThePrimaryCanWaitForIt() throws LoadError {
    follow("appendonly", "yes");
    assertEquals("+OK*2 :0 :1", answerTo("SET a 1", "WAITAOF 0 1 0"));
    assertEquals("*2 :0 :1", answerTo("WAITAOF 0 1 0"));
  }

  @Test
  void whatIsNotSafeThereIsNotCounted() throws LoadError {
    follow("appendonly", "yes", "appendfsync", "no");
    assertEquals("+OK*2 :0 :0", answerTo("SET a 1", "WAITAOF 0 1 3000"));
  }

  @Test
  void aReplicaThatKeepsNothingIsNotCounted() throws LoadError {
    SimNode replica = follow();
    assertEquals("+OK*2 :0 :0", answerTo("SET a 1", "WAITAOF 0 1 3000"));
    assertTrue(
        replica.call("WAITAOF", "0", "0", "0").startsWith("-ERR WAITAOF cannot be used with"));
  }

  @Test
  void itEndsWhenItCannotKeepWhatThePrimaryDoes() throws LoadError {
    SimNode replica = follow("appendonly", "yes");
    breakDisk();
    primary.call("SET", "a", "1");
    turnUntil(() -> replica.call("PING").startsWith("-MISCONF"));
    primary.call("SET", "a", "2");
    for (int i = 0; replica.step(); i++) {
      assertTrue(i < PATIENCE, replica::log);
      primary.step();
    }
    assertTrue(replica.hasFailed());
    assertTrue(replica.log().contains("Replica was unable to write command to disk."));
  }

  @Test
  void itGoesOnIfItIsToldTo() throws LoadError {
    SimNode replica = follow("appendonly", "yes", "replica-ignore-disk-write-errors", "yes");
    breakDisk();
    primary.call("SET", "a", "1");
    turnUntil(() -> replica.call("PING").startsWith("-MISCONF"));
    primary.call("SET", "a", "2");
    primary.call("SET", "a", "3");
    turnUntil(() -> replica.digest().equals(primary.digest()));
    String warning = "Replica is applying a command even though it is unable to write to disk.";
    assertEquals(2, replica.log().split(warning, -1).length, replica::log);
  }
}
