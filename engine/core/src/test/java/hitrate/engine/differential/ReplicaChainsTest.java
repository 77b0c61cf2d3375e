package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replicas of replicas, real servers and nodes of ours in any order, over lines that are cut at
/// random: in the end all have the same data and the same place in the same history.
class ReplicaChainsTest {

  @TempDir Path folder;

  /// One server of a chain, the line to the one before it, and a client.
  private record Link(Runnable server, RespClient client, CuttingProxy proxy)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      proxy.close();
      server.run();
    }
  }

  private Link real() throws IOException {
    var process =
        RedisProcess.start("--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0");
    return new Link(
        process::close,
        RespClient.connect("127.0.0.1", process.port()),
        new CuttingProxy(process.port()));
  }

  private Link ours(String name) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    var node =
        CacheNode.builder()
            .config("dir", own.toString())
            .config("enable-debug-command", "yes")
            .config("repl-diskless-sync-delay", "0")
            .start();
    return new Link(
        node::close, RespClient.connect("127.0.0.1", node.port()), new CuttingProxy(node.port()));
  }

  private static void follow(Link replica, Link primary) {
    assertEquals(
        new Reply.Simple("OK"),
        replica.client.call("REPLICAOF", "127.0.0.1", "" + primary.proxy.port()));
  }

  private static String info(Link link, String section) {
    return ((Reply.Bulk) link.client.call("INFO", section)).value().toString();
  }

  private static String line(String info, String name) {
    return info.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
  }

  private static void awaitSame(Link one, Link other) {
    Await.until(
        "two servers at the same place of the history",
        () -> List.of(info(one, "replication"), info(other, "replication")),
        seen ->
            line(seen.getFirst(), "master_repl_offset:")
                    .equals(line(seen.getLast(), "master_repl_offset:"))
                && line(seen.getFirst(), "master_replid:")
                    .equals(line(seen.getLast(), "master_replid:"))
                && seen.getLast().contains("master_link_status:up"));
  }

  private static void live(Link first, List<Link> chain, long seed) {
    var choices = Choices.seeded(seed);
    var commands = new Commands(choices, System.currentTimeMillis());
    for (int i = 0; i < 600; i++) {
      boolean isTransaction = choices.below(4) == 0;
      if (isTransaction) {
        first.client.call("MULTI");
      }
      for (int j = isTransaction ? choices.below(12) : 0; j >= 0; j--) {
        first.client.call(commands.next());
      }
      if (isTransaction) {
        first.client.call("EXEC");
      }
      if (i % 60 == 30) {
        chain.get(choices.below(chain.size() - 1)).proxy.cutAfter(choices.below(2000));
      }
    }
  }

  private static void assertSame(List<Link> chain, long seed) {
    for (int i = 1; i < chain.size(); i++) {
      Link first = chain.getFirst();
      Link other = chain.get(i);
      Await.until( // a key may expire between the two looks
          Duration.ofSeconds(10),
          "the same data in replica " + i + ", seed " + seed,
          () -> {
            awaitSame(first, other);
            return List.of(
                first.client.call("DEBUG", "DIGEST"), other.client.call("DEBUG", "DIGEST"));
          },
          digests -> digests.getFirst().equals(digests.getLast()));
    }
  }

  private static void run(List<Link> chain, long seed) throws Exception {
    try {
      for (int i = 1; i < chain.size(); i++) {
        follow(chain.get(i), chain.get(i - 1));
      }
      assertSame(chain, seed);
      live(chain.getFirst(), chain, seed);
      chain.forEach(link -> link.proxy.cutAfter(Long.MAX_VALUE));
      assertSame(chain, seed);
      assertTrue(chain.stream().mapToLong(link -> link.proxy.cuts()).sum() > 0);
    } finally {
      for (Link link : chain.reversed()) {
        link.close();
      }
    }
  }

  @Test
  void aNodeBetweenTwoRealServers() throws Exception {
    run(List.of(real(), ours("a"), real()), 11);
  }

  @Test
  void nodesAmongThemselves() throws Exception {
    run(Stream.of("a", "b", "c").map(this::unchecked).toList(), 12);
  }

  @Test
  void aRealServerBetweenTwoNodes() throws Exception {
    run(List.of(ours("a"), real(), ours("b")), 13);
  }

  private Link unchecked(String name) {
    try {
      return ours(name);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
