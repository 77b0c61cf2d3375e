package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Await.Look;
import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Redis Sentinel watches two of our nodes, sees the primary go, and gives its place to the
/// replica.
class SentinelTest {
  @TempDir Path folder;

  @Test
  void aSentinelHasTheReplicaTakeThePlaceOfALostPrimary() throws Exception {
    CacheNode primary = CacheNode.builder().config("repl-diskless-sync-delay", "0").start();
    try (var replica = CacheNode.start()) {
      follow(replica, primary);
      int port = FreePort.find();
      Process sentinel = sentinel(port, primary.port(), replica.port());
      try (var watcher = connect(sentinel, port)) {
        await("\"ok\"", () -> text(watcher, "SENTINEL", "REPLICAS", "cache"));
        write(primary.port());
        primary.close();
        await(
            "\"" + replica.port() + "\"",
            () -> text(watcher, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "cache"));
        assertIsPrimary(replica);
      } finally {
        sentinel.destroyForcibly().waitFor();
      }
    } finally {
      primary.close();
    }
  }

  private void follow(CacheNode replica, CacheNode primary) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", replica.port())) {
      client.call("REPLICAOF", "127.0.0.1", "" + primary.port());
      await("master_link_status:up", () -> text(client, "INFO", "replication"));
    }
  }

  /// By a new connection: Sentinel has those of clients closed when a node's place changes.
  private static void assertIsPrimary(CacheNode node) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", node.port())) {
      assertTrue(text(client, "ROLE").contains("master"));
      assertEquals(Reply.Bulk.of("kept"), client.call("GET", "key"));
      assertEquals(new Reply.Simple("OK"), client.call("SET", "key", "changed"));
    }
  }

  private static void write(int port) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("SET", "key", "kept");
      assertEquals(new Reply.Int(1), client.call("WAIT", "1", "0"));
    }
  }

  private Process sentinel(int port, int primary, int replica) throws IOException {
    Path configuration = folder.resolve("sentinel.conf");
    Files.writeString(
        configuration,
        """
        bind 127.0.0.1
        port %d
        dir %s
        sentinel monitor cache 127.0.0.1 %d 1
        sentinel down-after-milliseconds cache 1000
        sentinel failover-timeout cache 5000
        sentinel known-replica cache 127.0.0.1 %d
        """
            .formatted(port, folder, primary, replica));
    return new ProcessBuilder(
            RealPrograms.find("redis-server").toString(), configuration.toString(), "--sentinel")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private RespClient connect(Process sentinel, int port) throws IOException {
    Path log = folder.resolve("log");
    Await.until(
        "a sentinel that watches",
        () -> read(log),
        said -> {
          assertTrue(sentinel.isAlive(), said);
          return said.contains("+monitor master cache");
        });
    return RespClient.connect("127.0.0.1", port);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static String text(RespClient client, String... words) {
    return ReplyText.render(client.call(words));
  }

  /// Waits for a text, much longer than elsewhere: Sentinel takes seconds for each of its steps.
  private void await(String part, Look<String, RuntimeException> look) {
    record Seen(String said, String log) {}
    Await.until(
        Duration.ofMinutes(2),
        "\"" + part + "\"",
        () -> new Seen(look.look(), read(folder.resolve("log"))),
        seen -> seen.said().contains(part));
  }
}
