package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots of a node: saved on request and at the end, loaded at the start.
class SavingTest {
  private static final Reply OK = new Reply.Simple("OK");

  @TempDir private Path folder;

  private CacheNode.Builder node() {
    return CacheNode.builder().config("dir", folder.toString()).config("save", "");
  }

  private Path file() {
    return folder.resolve("dump.rdb");
  }

  @Test
  void whatWasSavedIsThereAfterTheNextStart() {
    try (var node = node().start()) {
      node.call("SET", "k", "v");
      node.call("RPUSH", "l", "a", "b");
      assertEquals(OK, node.call("SAVE"));
      node.call("SET", "k", "not saved");
    }
    try (var node = node().start()) {
      assertEquals("v", ((Reply.Bulk) node.call("GET", "k")).value().toString());
      assertEquals(new Reply.Int(2), node.call("LLEN", "l"));
      assertTrue(info(node).contains("rdb_last_load_keys_loaded:2"));
      assertTrue(info(node).contains("rdb_changes_since_last_save:0"));
    }
  }

  @Test
  void twoNodesInOneFolderDoNotSpoilEachOthersFiles() {
    try (var slow = node().start();
        var quick = node().start()) {
      for (int i = 0; i < 5_000; i++) {
        slow.call("SET", "key " + i, "v".repeat(100));
      }
      slow.call("CONFIG", "SET", "rdb-key-save-delay", "100");
      quick.call("SET", "k", "v");
      slow.call("BGSAVE");
      quick.call("BGSAVE");
      for (CacheNode saving : List.of(quick, slow)) {
        awaitSaved(saving);
        assertTrue(info(saving).contains("rdb_last_bgsave_status:ok"));
        try (var third = node().start()) {
          var sizes = Set.of(new Reply.Int(1), new Reply.Int(5_000)); // whoever was the last
          assertTrue(sizes.contains(third.call("DBSIZE")));
        }
      }
    }
  }

  private static void awaitSaved(CacheNode node) {
    Await.text("rdb_bgsave_in_progress:0", () -> info(node));
  }

  private static String info(CacheNode node) {
    return ((Reply.Bulk) node.call("INFO", "persistence")).value().toString();
  }

  @Test
  void aNodeWithSavePointsSavesWhenItIsClosed() {
    try (var node = node().config("save", "3600 1").start()) {
      node.call("SET", "k", "v");
    }
    assertTrue(Files.exists(file()));
    try (var node = node().start()) {
      node.call("SET", "k", "w");
    }
    try (var node = node().start()) {
      assertEquals("v", ((Reply.Bulk) node.call("GET", "k")).value().toString());
    }
  }

  @Test
  void aNodeThatIsToldNothingKeepsNothing() throws IOException {
    List<Path> files = files();
    try (var node = CacheNode.start()) {
      node.call("SET", "k", "v");
      node.call("FLUSHALL");
      assertEquals("", ((Reply.Bulk) items(node.call("CONFIG", "GET", "save"))).value().toString());
    }
    assertEquals(files, files());
  }

  /// What is in the folder in which the tests run, but for images that replicas of other tests get,
  /// in the JVM beside this one.
  private static List<Path> files() throws IOException {
    try (var all = Files.list(Path.of("").toAbsolutePath())) {
      return all.filter(file -> !file.getFileName().toString().startsWith("temp-"))
          .sorted()
          .toList();
    }
  }

  private static Reply items(Reply reply) {
    return ((Reply.Array) reply).items().get(1);
  }

  @Test
  void aDamagedFileKeepsTheNodeFromStarting() throws IOException {
    Files.write(file(), "REDIS0010\0\1k".getBytes(UTF_8));
    var refused = assertThrows(UncheckedIOException.class, () -> node().start());
    assertTrue(String.valueOf(refused.getMessage()).contains("Unexpected EOF reading RDB file"));
  }

  @Test
  void emptyingEverythingEmptiesTheFileWhereThereAreSavePoints() throws IOException {
    try (var node = node().config("save", "3600 1").start()) {
      node.call("SET", "k", "v");
      node.call("SAVE");
      node.call("SET", "l", "v");
      long size = Files.size(file());
      node.call("FLUSHALL");
      assertTrue(Files.size(file()) < size);
      assertTrue(info(node).contains("rdb_changes_since_last_save:0"));
      node.call("CONFIG", "SET", "save", "");
    }
  }

  @Test
  void aSaveThatFailsLeavesTheOldFileAndKeepsTheNodeFromEnding() throws IOException {
    try (var node = node().config("enable-protected-configs", "yes").start()) {
      node.call("SET", "k", "v");
      assertEquals(OK, node.call("SAVE"));
      Path inTheWay = folder.resolve("temp-%d-dump.rdb".formatted(node.port()));
      Files.createDirectories(inTheWay.resolve("something"));
      assertEquals(new Reply.Error("ERR"), node.call("SAVE"));
      assertEquals(
          new Reply.Error("ERR Errors trying to SHUTDOWN. Check logs."),
          node.call("SHUTDOWN", "SAVE"));
      assertEquals(new Reply.Simple("PONG"), node.call("PING"));
      assertTrue(Files.size(file()) > 0);
    }
  }

  @Test
  void clientsAreToldToWaitWhileDataIsLoaded() throws Exception {
    int port = NodeProcess.freePort();
    try (var node = node().start()) {
      node.call("DEBUG", "JMAP");
      String value = "v".repeat(1000);
      for (int i = 0; i < 60_000; i++) {
        node.call("SET", "key " + i, value + i);
      }
      node.call("CONFIG", "SET", "rdbcompression", "no");
      assertEquals(OK, node.call("SAVE"));
    }
    try (var process = NodeProcess.start("--port", "" + port, "--dir", "" + folder, "--save", "")) {
      process.linesUpTo("Server initialized");
      try (var client = RespClient.connect("127.0.0.1", port)) {
        Reply first = client.call("GET", "key 1");
        String report = String.valueOf(client.call("INFO", "persistence"));
        if (report.contains("loading:1")) { // else it was too quick for us
          assertEquals(new Reply.Error("LOADING Redis is loading the dataset in memory"), first);
          assertTrue(report.contains("loading_loaded_perc:"), report);
        }
        process.linesUpTo("Ready to accept connections");
        assertEquals(new Reply.Int(60_000), client.call("DBSIZE"));
        assertFalse(client.call("GET", "key 1") instanceof Reply.Error);
      }
    }
  }

  @Test
  void aSignalSavesAndTheLogTellsSo() throws Exception {
    int port = NodeProcess.freePort();
    try (var process = NodeProcess.start("--port", "" + port, "--dir", "" + folder)) {
      process.linesUpTo("Ready to accept connections");
      try (var client = RespClient.connect("127.0.0.1", port)) {
        client.call("SET", "k", "v");
      }
      process.signal("TERM");
      assertEquals(0, process.exitStatus());
      String log = process.rest().toString();
      for (String line :
          List.of(
              "# User requested shutdown...",
              "* Saving the final RDB snapshot before exiting.",
              "* DB saved on disk",
              "# Hitrate is now ready to exit, bye bye...")) {
        assertTrue(log.contains(line), log);
      }
    }
    try (var process = NodeProcess.start("--port", "" + port, "--dir", "" + folder)) {
      String log = process.linesUpTo("Ready to accept connections").toString();
      for (String line :
          List.of(
              "* Loading RDB produced by version 7.0.15",
              "* RDB age ",
              "* RDB memory usage when created ",
              "* Done loading RDB, keys loaded: 1, keys expired: 0.",
              "* DB loaded from disk: ")) {
        assertTrue(log.contains(line), log);
      }
    }
  }

  @Test
  void aDamagedFileEndsTheProcessWithStatusOne() throws Exception {
    Files.write(file(), "REDIS0010\0\1kp".getBytes(UTF_8));
    try (var process =
        NodeProcess.start("--port", "" + NodeProcess.freePort(), "--dir", "" + folder)) {
      String log = process.rest().toString();
      assertTrue(log.contains("Short read or OOM loading DB. Unrecoverable error"), log);
      assertEquals(1, process.exitStatus());
    }
  }
}
