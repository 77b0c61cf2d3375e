package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A node that was killed may leave files that the system has not brought to the disk yet. The next
/// one reads them all the same, and what it has read is safe from then on.
class FoundFilesTest {
  private static final Path MANIFEST =
      Path.of(SimNode.FOLDER, "appendonlydir", "appendonly.aof.manifest");
  private static final int CRASHES = 20;

  private final SimDisk disk = new SimDisk();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));

  @Test
  void anEarlierIncrementThatWasNotForcedLeavesNoHoleInFrontOfTheLast() throws Exception {
    String[] always = {"appendonly", "yes", "appendfsync", "always"};
    var killed = new SimNode(disk, clock, "appendonly", "yes", "appendfsync", "no");
    assertEquals("+OK", killed.call("SET", "a", "1"));
    killed.vanish();
    String named = new String(disk.content(MANIFEST), UTF_8);
    disk.put(MANIFEST, (named + "file appendonly.aof.2.incr.aof seq 2 type i\n").getBytes(UTF_8));
    disk.put(MANIFEST.resolveSibling("appendonly.aof.2.incr.aof"), new byte[0]);

    var node = new SimNode(disk, clock, always);
    assertEquals("+OK", node.call("SET", "b", "2"));
    for (int seed = 1; seed <= CRASHES; seed++) {
      var next = new SimNode(disk.afterCrash(Choices.seeded(seed)), clock, always);
      assertEquals("*2 $1 1 $1 2", next.call("MGET", "a", "b"), "seed " + seed);
      next.vanish();
    }
    node.vanish();
  }

  @Test
  void aSnapshotThatWasLoadedIsNotReplacedByTheOneBeforeIt() throws Exception {
    String[] snapshots = {"save", "3600 1"};
    var killed = new SimNode(disk, clock, snapshots);
    killed.call("SET", "a", "1");
    assertEquals("+OK", killed.call("SAVE"));
    killed.call("SET", "a", "2");
    disk.faults(
        new SimDisk.Faults() {
          @Override
          public void force(Path file) throws IOException {
            if (file.equals(Path.of(SimNode.FOLDER))) {
              throw new IOException("Input/output error");
            }
          }
        });
    assertTrue(killed.call("SAVE").startsWith("-ERR"));
    killed.vanish();
    disk.faults(new SimDisk.Faults() {});

    var node = new SimNode(disk, clock, snapshots);
    assertEquals("$1 2", node.call("GET", "a"));
    for (int seed = 1; seed <= CRASHES; seed++) {
      var next = new SimNode(disk.afterCrash(Choices.seeded(seed)), clock, snapshots);
      assertEquals("$1 2", next.call("GET", "a"), "seed " + seed);
      next.vanish();
    }
    node.vanish();
  }
}
