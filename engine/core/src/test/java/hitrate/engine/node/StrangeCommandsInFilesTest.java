package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.Disk;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// An append-only file with commands that no node has written there: what the real server makes of
/// them, its lines of the log included.
class StrangeCommandsInFilesTest {
  private static final Path FILES = Path.of(SimNode.FOLDER, "appendonlydir");

  private final SimDisk disk = new SimDisk();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));

  /// Starts a node that finds these commands, a line for each.
  private SimNode load(String... lines) throws LoadError, IOException {
    var text = new StringBuilder();
    for (String line : lines) {
      String[] words = line.split(" ");
      text.append("*").append(words.length).append("\r\n");
      for (String word : words) {
        text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
      }
    }
    return start(text.toString());
  }

  private SimNode start(String text) throws LoadError, IOException {
    disk.makeFolder(FILES);
    write("x.1.incr.aof", text);
    write("appendonly.aof.manifest", "file x.1.incr.aof seq 1 type i\n");
    return new SimNode(disk, clock, "appendonly", "yes");
  }

  private void write(String name, String text) throws IOException {
    try (Disk.Output out = disk.create(FILES.resolve(name))) {
      out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void wordsThatACommandDoesNotTakeAreLeftOut() throws Exception {
    try (var node = load("SELECT 0 1", "SET a 1", "INCR a b", "MULTI x", "INCR a", "EXEC y")) {
      assertEquals("$1 3", node.call("GET", "a"));
    }
  }

  @Test
  void wordsThatAreMissingEndTheStart() {
    var failure = assertThrows(LoadError.class, () -> load("SET a 1", "INCR"));
    assertTrue(String.valueOf(failure.getMessage()).startsWith("Bad file format"), "" + failure);
  }

  @Test
  void aMultiInATransactionIsToldAndLeftOut() throws Exception {
    try (var node = load("SET n 1", "MULTI", "MULTI", "INCR n", "EXEC", "EXEC")) {
      assertEquals("$1 2", node.call("GET", "n"));
      String end = " after processing the command 'exec'";
      assertTrue(node.log().contains("'MULTI calls can not be nested'" + end), node.log());
      assertTrue(node.log().contains("'EXEC without MULTI'" + end), node.log());
    }
  }

  @Test
  void whatGoesWrongInATransactionIsSaidToComeFromItsEnd() throws Exception {
    try (var node = load("SET n 1", "MULTI", "LPUSH n x", "INCR n", "EXEC")) {
      assertEquals("$1 2", node.call("GET", "n"));
      assertTrue(node.log().contains("of value' after processing the command 'exec'"), node.log());
    }
  }

  @Test
  void theFirstThingThatIsWrongIsTold() {
    String text = "*1\r\n$6\r\nNOSUCH\r\n\0\0\0\0";
    var failure = assertThrows(LoadError.class, () -> start(text));
    assertEquals(
        "Unknown command 'NOSUCH' reading the append only file x.1.incr.aof", failure.getMessage());
  }
}
