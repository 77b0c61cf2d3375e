package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands that make no sense in an append-only file, which somebody has put there by hand: the
/// node refuses them in the real server's words and reads on.
class ListenersInFileTest {
  private static final Path FOLDER = Path.of(SimNode.FOLDER, "appendonlydir");

  @ParameterizedTest
  @CsvSource({
    "SHUTDOWN, SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client",
    "SHUTDOWN NOSAVE FORCE, SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client",
    "SHUTDOWN ABORT, No shutdown in progress.",
    "MONITOR, MONITOR isn't allowed for DENY BLOCKING client",
    "SUBSCRIBE c, SUBSCRIBE isn't allowed for a DENY BLOCKING client",
    "PSUBSCRIBE c*, PSUBSCRIBE isn't allowed for a DENY BLOCKING client",
    "SSUBSCRIBE c, SSUBSCRIBE isn't allowed for a DENY BLOCKING client",
  })
  void areRefused(String line, String words) throws Exception {
    var file = new ByteArrayOutputStream();
    for (String each : List.of("SET a 1", line, "SET b 2")) {
      file.writeBytes(RespClient.encode(Stream.of(each.split(" ")).map(Bytes::of).toList()));
    }
    var disk = new SimDisk();
    disk.put(FOLDER.resolve("appendonly.aof.1.incr.aof"), file.toByteArray());
    disk.put(
        FOLDER.resolve("appendonly.aof.manifest"),
        "file appendonly.aof.1.incr.aof seq 1 type i\n".getBytes(UTF_8));
    var clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));
    try (var node = new SimNode(disk, clock, "appendonly", "yes")) {
      assertEquals("*2 $1 1 $1 2", node.call("MGET", "a", "b"));
      assertTrue(node.log().contains("AOF-loading-client: '" + words + "'"), node.log());
    }
  }
}
