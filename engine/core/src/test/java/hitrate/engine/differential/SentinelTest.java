package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Redis Sentinel watches two of our nodes, sees the primary go, and gives its place to the
/// replica.
class SentinelTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void aSentinelHasTheReplicaTakeThePlaceOfALostPrimary() throws Exception {
    CacheNode primary = CacheNode.builder().config("repl-diskless-sync-delay", "0").start();
    try (var replica = CacheNode.start()) {
      follow(replica, primary);
      int port = FreePort.find();
      Process sentinel = sentinel(port, primary.port(), replica.port());
      try (var watcher = connect(sentinel, port)) {
        await(() -> text(watcher, "SENTINEL", "REPLICAS", "cache").contains("\"ok\""));
        write(primary.port());
        primary.close();
        await(() ->
            text(watcher, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "cache")
                .contains("\"" + replica.port() + "\""));
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
      await(() -> text(client, "INFO", "replication").contains("master_link_status:up"));
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
    await(() -> {
      assertTrue(sentinel.isAlive(), () -> read(log));
      return read(log).contains("+monitor master cache");
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

  private void await(BooleanSupplier state) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!state.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), () -> read(folder.resolve("log")));
      Thread.onSpinWait();
    }
  }
}
