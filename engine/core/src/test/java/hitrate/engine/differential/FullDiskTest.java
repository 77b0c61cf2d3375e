package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients of a server see whose disk takes no more: the increment of its append-only file is
/// `/dev/full`, into which nobody can write.
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  @BeforeEach
  void fill() throws IOException {
    Path files = Files.createDirectories(folder.resolve("appendonlydir"));
    try (var old = Files.list(files)) {
      for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.createSymbolicLink(files.resolve("x.1.incr.aof"), FULL);
    Files.writeString(files.resolve("appendonly.aof.manifest"), "file x.1.incr.aof seq 1 type i\n");
  }

  private RedisProcess real(String policy) throws IOException {
    return RedisProcess.start(
        "--dir", folder.toString(), "--appendonly", "yes", "--appendfsync", policy);
  }

  private CacheNode ours(String policy) {
    return CacheNode.builder()
        .config("dir", folder.toString())
        .config("appendonly", "yes")
        .config("appendfsync", policy)
        .start();
  }

  private static List<String> calls(int port) {
    var replies = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (String call :
          List.of(
              "SET a 1",
              "SET a 2",
              "PING",
              "GET a",
              "INCR a",
              "DEL a",
              "PUBLISH c m",
              "MULTI",
              "GET a",
              "SET a 3",
              "PING",
              "EXEC",
              "MULTI",
              "GET a",
              "EXEC",
              "FLUSHALL",
              "BLPOP l 0.01",
              "XREAD BLOCK 10 STREAMS x 0",
              "EXPIRE a 10",
              "GETEX a PERSIST",
              "CONFIG SET appendonly no",
              "SET a 4",
              "PING")) {
        replies.add(call + ": " + client.call(call.split(" ")));
        if (call.equals("SET a 2")) {
          String info = client.call("INFO", "persistence").toString();
          replies.add(info.contains("aof_last_write_status:err") + " that it failed");
          replies.add(info.contains("aof_buffer_length:50") + " that it still waits");
        }
      }
      replies.add("script: " + client.call("EVAL", "return redis.pcall('set','a','5')", "0"));
    } catch (IOException broken) {
      replies.add("the connection breaks");
    }
    return replies;
  }

  @ParameterizedTest
  @ValueSource(strings = {"everysec", "no"})
  void whatCannotBeKeptIsRefused(String policy) throws Exception {
    List<String> expected;
    try (var server = real(policy)) {
      expected = calls(server.port());
    }
    fill();
    try (var node = ours(policy)) {
      assertEquals(String.join("\n", expected), String.join("\n", calls(node.port())));
    }
  }

  @Test
  void whoPromisesAlwaysEnds() throws Exception {
    try (var server = real("always");
        var client = RespClient.connect("127.0.0.1", server.port())) {
      assertThrows(Exception.class, () -> client.call("SET", "a", "1"));
    }
    fill();
    try (var node = ours("always");
        var client = RespClient.connect("127.0.0.1", node.port())) {
      assertThrows(Exception.class, () -> client.call("SET", "a", "1"));
    }
  }

  @Test
  void aSnapshotThatCannotBeSavedEndsWrites() throws Exception {
    List<String> expected;
    try (var server = RedisProcess.start("--enable-protected-configs", "yes")) {
      expected = saves(server.port());
    }
    try (var node = CacheNode.builder().config("enable-protected-configs", "yes").start()) {
      assertEquals(String.join("\n", expected), String.join("\n", saves(node.port())));
    }
  }

  /// Saves to a folder that has gone.
  private List<String> saves(int port) throws Exception {
    var replies = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      Path gone = Files.createDirectory(folder.resolve("gone"));
      client.call("CONFIG", "SET", "dir", gone.toString());
      client.call("CONFIG", "SET", "save", "3600 1");
      Files.delete(gone);
      replies.add("" + client.call("SAVE"));
      replies.add("after SAVE: " + client.call("SET", "a", "1"));
      replies.add("" + client.call("BGSAVE"));
      Await.text("rdb_bgsave_in_progress:0", () -> info(client));
      assertTrue(info(client).contains("rdb_last_bgsave_status:err"));
      for (String call : List.of("SET a 2", "PING", "GET a", "MULTI", "SET a 3", "EXEC")) {
        replies.add(call + ": " + client.call(call.split(" ")));
      }
      replies.add("" + client.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "no"));
      replies.add("" + client.call("SET", "a", "4"));
      replies.add("" + client.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes"));
      replies.add("" + client.call("SET", "a", "5"));
      replies.add("" + client.call("CONFIG", "SET", "save", ""));
      replies.add("" + client.call("SET", "a", "6"));
    }
    return replies;
  }

  private static String info(RespClient client) {
    return ((Reply.Bulk) client.call("INFO", "persistence")).value().toString();
  }
}
