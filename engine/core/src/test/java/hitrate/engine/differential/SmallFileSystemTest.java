package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What clients see of a file system of 2 MB that is full, and after room has been made: only root
/// can have one.
@EnabledOnOs(OS.LINUX)
class SmallFileSystemTest {
  private static final int KEYS = 300;

  @TempDir private Path folder;

  private final List<String> seen = new ArrayList<>();

  /// Elsewhere, also as root of a container that may not mount, there is nothing to compare.
  @TestFactory
  Stream<DynamicTest> aFullFileSystemIsNoticedAndRoomToo() throws Exception {
    if (!isMounted()) {
      return Stream.of(dynamicTest("only root may mount a small file system", () -> {}));
    }
    unmount();
    return Stream.of(
        dynamicTest("saves fail until there is room", () -> compare(this::saves)),
        dynamicTest("rewrites fail until there is room", () -> compare(this::rewrites)));
  }

  private boolean isMounted() throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", "" + folder) == 0;
  }

  private void unmount() throws Exception {
    assertEquals(0, run("umount", "" + folder));
  }

  private static int run(String... words) throws Exception {
    return Await.end(
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /// What is done to a server.
  private interface Story {
    void tell(RespClient client) throws IOException;
  }

  private void compare(Story story) throws Exception {
    assertTrue(isMounted());
    try (var server = RedisProcess.start("--dir", folder.toString());
        var client = RespClient.connect("127.0.0.1", server.port())) {
      seen.clear();
      story.tell(client);
    } finally {
      unmount();
    }
    String expected = String.join("\n", seen);
    assertTrue(isMounted());
    try (var node = CacheNode.builder().config("dir", folder.toString()).start();
        var client = RespClient.connect("127.0.0.1", node.port())) {
      seen.clear();
      story.tell(client);
    } finally {
      unmount();
    }
    assertEquals(expected, String.join("\n", seen));
  }

  private void saves(RespClient client) throws IOException {
    prepare(client);
    fill();
    call(client, "SAVE");
    call(client, "SET a 1");
    call(client, "BGSAVE");
    status(client);
    for (String line : List.of("SET a 2", "GET a", "PING", "MULTI", "SET a 3", "EXEC")) {
      call(client, line);
    }
    Files.delete(ballast());
    call(client, "BGSAVE");
    status(client);
    call(client, "SET a 4");
  }

  private void rewrites(RespClient client) throws IOException {
    prepare(client);
    call(client, "CONFIG SET appendonly yes");
    status(client);
    fill();
    call(client, "SET a " + "v".repeat(9_000));
    call(client, "SET a 1");
    call(client, "PING");
    call(client, "GET k1");
    status(client);
    Files.delete(ballast());
    Await.text("aof_last_write_status:ok", () -> info(client));
    call(client, "SET a 2");
    call(client, "BGREWRITEAOF");
    status(client);
    call(client, "CONFIG SET appendonly no");
    call(client, "GET a");
  }

  private void prepare(RespClient client) {
    client.call("CONFIG", "SET", "rdbcompression", "no", "save", "3600 1");
    for (int i = 0; i < KEYS; i++) {
      client.call("SET", "k" + i, "v".repeat(1_000));
    }
  }

  private void call(RespClient client, String line) {
    seen.add(line.substring(0, Math.min(line.length(), 20)) + ": " + client.call(line.split(" ")));
  }

  /// Once nothing goes on in the background.
  private void status(RespClient client) {
    Await.text("rdb_bgsave_in_progress:0", () -> info(client));
    Await.text("aof_rewrite_scheduled:0", () -> info(client));
    Await.text("aof_rewrite_in_progress:0", () -> info(client));
    seen.add(
        info(client)
            .lines()
            .filter(line -> line.contains("_status:"))
            .collect(Collectors.joining(" ")));
  }

  private static String info(RespClient client) {
    return ((Reply.Bulk) client.call("INFO", "persistence")).value().toString();
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      seen.add("it is full");
    }
  }
}
