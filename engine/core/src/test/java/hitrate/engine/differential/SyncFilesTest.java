package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a primary has saved, and says of saving, when a replica gets its data: by way of a file, or
/// without one.
class SyncFilesTest {
  private static final List<String> COUNTS =
      List.of("rdb_changes_since_last_save", "rdb_saves", "rdb_bgsave_in_progress");

  @TempDir Path theirs;
  @TempDir Path ours;

  private static CacheNode.Builder node() {
    return CacheNode.builder().config("repl-diskless-sync-delay", "0");
  }

  private RedisProcess redis() throws IOException {
    return RedisProcess.start("--dir", "" + theirs, "--enable-debug-command", "yes");
  }

  private CacheNode primary() throws IOException {
    return node().config("dir", "" + ours).config("enable-debug-command", "yes").start();
  }

  private static RespClient client(int port) throws IOException {
    return RespClient.connect("127.0.0.1", port);
  }

  private static void configure(RespClient server, String... words) {
    for (int i = 0; i < words.length; i += 2) {
      server.call("CONFIG", "SET", words[i], words[i + 1]);
    }
  }

  private static List<String> facts(RespClient server, List<String> names) {
    String text = ReplicaPair.info(server, "persistence");
    return text.lines().filter(line -> names.contains(line.split(":", 2)[0])).sorted().toList();
  }

  /// Has a new replica get everything from that primary.
  private static void feedReplica(RespClient primary, int port) throws IOException {
    try (var replica = node().start();
        var client = client(replica.port())) {
      client.call("REPLICAOF", "127.0.0.1", "" + port);
      ReplicaPair.await(client, "replication", "master_link_status:up");
      ReplicaPair.await(primary, "replication", "state=online");
      ReplicaPair.await(primary, "persistence", "rdb_bgsave_in_progress:0");
      assertEquals(primary.call("DBSIZE"), client.call("DBSIZE"));
    }
  }

  private List<Object> afterFeeding(RespClient primary, int port, Path folder, String... words)
      throws IOException {
    configure(primary, "repl-diskless-sync-delay", "0");
    configure(primary, words);
    primary.call("MSET", "a", "1", "b", "2");
    feedReplica(primary, port);
    var seen = new ArrayList<Object>(facts(primary, COUNTS));
    Path file = folder.resolve("dump.rdb");
    if (List.of(words).contains("rdb-del-sync-files")) {
      Await.until("the file to be removed", () -> Files.exists(file), exists -> !exists);
    }
    seen.add(Files.exists(file));
    return seen;
  }

  private void assertSameAfterFeeding(String... words) throws IOException {
    try (var redis = redis();
        var node = primary();
        var theirClient = client(redis.port());
        var ourClient = client(node.port())) {
      assertEquals(
          afterFeeding(theirClient, redis.port(), theirs, words),
          afterFeeding(ourClient, node.port(), ours, words));
    }
  }

  @Test
  void whatWentByTheDiskIsTheSnapshot() throws IOException {
    assertSameAfterFeeding("repl-diskless-sync", "no");
  }

  @Test
  void whatWentWithoutTheDiskIsNowhere() throws IOException {
    assertSameAfterFeeding("repl-diskless-sync", "yes");
  }

  @Test
  void aPrimaryThatKeepsNothingRemovesIt() throws IOException {
    assertSameAfterFeeding("save", "", "rdb-del-sync-files", "yes", "repl-diskless-sync", "no");
  }

  @Test
  void whatSomebodySavedMeanwhileStays() throws IOException {
    try (var node = primary();
        var client = client(node.port())) {
      configure(client, "save", "", "rdb-del-sync-files", "yes", "repl-diskless-sync", "no");
      configure(client, "repl-diskless-sync-delay", "0", "repl-ping-replica-period", "1");
      client.call("SET", "a", "1");
      try (var replica = node().start();
          var other = client(replica.port())) {
        other.call("REPLICAOF", "127.0.0.1", "" + node.port());
        ReplicaPair.await(client, "persistence", "rdb_saves:1");
        ReplicaPair.await(client, "persistence", "rdb_bgsave_in_progress:0");
        client.call("BGSAVE");
        ReplicaPair.await(other, "replication", "master_link_status:up");
        ReplicaPair.await(client, "persistence", "rdb_saves:2");
        ReplicaPair.await(client, "persistence", "rdb_bgsave_in_progress:0");
        String offset = ReplicaPair.offset(client);
        Await.until("a ping", () -> ReplicaPair.offset(client), now -> !now.equals(offset));
        assertEquals(true, Files.exists(ours.resolve("dump.rdb")));
      }
    }
  }

  private static List<Object> meanwhile(RespClient primary, int port, String diskless)
      throws IOException {
    configure(primary, "repl-diskless-sync", diskless, "repl-diskless-sync-delay", "0");
    primary.call("DEBUG", "POPULATE", "500");
    configure(primary, "rdb-key-save-delay", "10000");
    var seen = new ArrayList<Object>();
    try (var replica = node().start();
        var client = client(replica.port())) {
      client.call("REPLICAOF", "127.0.0.1", "" + port);
      ReplicaPair.await(primary, "persistence", "rdb_bgsave_in_progress:1");
      seen.addAll(facts(primary, COUNTS));
      for (List<String> call :
          List.of(
              List.of("BGSAVE"),
              List.of("BGSAVE", "SCHEDULE"),
              List.of("SAVE"),
              List.of("BGREWRITEAOF"))) {
        seen.add(primary.call(call.toArray(String[]::new)));
      }
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void nothingElseIsSavedMeanwhile(String diskless) throws IOException {
    try (var redis = redis();
        var node = primary();
        var theirClient = client(redis.port());
        var ourClient = client(node.port())) {
      assertEquals(
          meanwhile(theirClient, redis.port(), diskless),
          meanwhile(ourClient, node.port(), diskless));
    }
  }
}
