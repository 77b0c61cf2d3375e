package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real server is our node's replica: it gets the image and every change behind it, whatever the
/// changes are, and goes on where it stopped when the connection was lost.
class ReplicasTest extends ReplicaPair {
  ReplicasTest() {
    super(true);
  }

  @Test
  void debugSendsReplicasACommandOfTheirOwn() {
    follow();
    catchUp();
    assertEquals(OK, primary.call("DEBUG", "REPLICATE", "SET", "theirs", "v"));
    catchUp();
    assertEquals(Reply.Bulk.of("v"), replica.call("GET", "theirs"));
    assertEquals(new Reply.Null(), primary.call("GET", "theirs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void aReplicaGetsTheImageAndAllThatFollows(String diskless) {
    primary.call("CONFIG", "SET", "repl-diskless-sync", diskless);
    assertHistoriesArrive();
  }

  @Test
  void changesOfTransactionsScriptsAndTimeArriveToo() {
    follow();
    primary.call("SET", "k", "v", "PX", "50");
    catchUp();
    for (var line :
        List.of(
            "MULTI",
            "SADD s a b c d e",
            "SPOP s 2",
            "INCRBYFLOAT n 0.1",
            "EXEC",
            "XADD x * f v",
            "SELECT 3",
            "EVAL redis.call('SET','a',1);redis.call('LPUSH','l',1,2);return(1) 0",
            "SET e v EX 1000",
            "SWAPDB 3 4",
            "SELECT 0",
            "MSET a 1 b 2",
            "COPY a c DB 7")) {
      primary.call(line.split(" "));
    }
    primary.call(
        "FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 1 end)");
    Await.until("the end of k", () -> primary.call("EXISTS", "k"), new Reply.Int(0)::equals);
    catchUp();
    assertSameData();
    assertEquals(primary.call("FUNCTION", "LIST"), replica.call("FUNCTION", "LIST"));
  }

  @Test
  void aReplicaGoesOnWhereItStopped() {
    follow();
    primary.call("SET", "a", "1");
    catchUp();
    assertEquals(new Reply.Int(1), primary.call("CLIENT", "KILL", "TYPE", "replica"));
    primary.call("SET", "b", "2");
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:1\r\nsync_partial_ok:1\r\n"));
  }

  @Test
  void aReplicaThatWasAwayForTooLongGetsEverythingAgain() {
    primary.call("CONFIG", "SET", "repl-backlog-size", "16384");
    follow();
    catchUp();
    primary.call("MULTI"); // or it would be back before all is written
    primary.call("CLIENT", "KILL", "TYPE", "replica");
    var value = Bytes.of("x".repeat(10_000));
    for (int i = 0; i < 4; i++) {
      primary.call(List.of(Bytes.of("SET"), Bytes.of("k" + i), value));
    }
    primary.call("EXEC");
    catchUp();
    assertSameData();
    assertTrue(info(primary, "stats").contains("sync_full:2\r\n"));
  }

  @Test
  void messagesReachThoseWhoListenAtTheReplica() throws IOException {
    follow();
    catchUp();
    try (var listener = RespClient.connect("127.0.0.1", process.port())) {
      listener.call("SUBSCRIBE", "news");
      primary.call("PUBLISH", "news", "hello");
      assertTrue(listener.receive().toString().contains("hello"));
    }
  }

  @Test
  void changesAreRefusedWithoutEnoughReplicas() {
    primary.call("CONFIG", "SET", "min-replicas-to-write", "1");
    var refusal = new Reply.Error("NOREPLICAS Not enough good replicas to write.");
    assertEquals(refusal, primary.call("SET", "a", "1"));
    assertEquals(new Reply.Simple("PONG"), primary.call("PING"));
    follow();
    await(primary, "replication", "min_slaves_good_slaves:1");
    assertEquals(OK, primary.call("SET", "a", "1"));
    catchUp();
    assertSameData();
  }

  @Test
  void rolesAndClientsAreSeen() {
    follow();
    catchUp();
    String role = primary.call("ROLE").toString();
    assertTrue(role.contains("127.0.0.1") && role.contains("" + process.port()), role);
    String clients =
        ((Reply.Bulk) primary.call("CLIENT", "LIST", "TYPE", "replica")).value().toString();
    assertTrue(clients.contains(" flags=S "), clients);
    awaitSameOffset(replica, primary);
  }

  @Test
  void memoryAddsUpAsThere() {
    follow();
    catchUp();
    for (var server : List.of(primary, replica)) {
      server.call("EVAL", "return 1", "0");
    }
    primary.call("MSET", "a", "1", "b", "2");
    primary.call(
        "FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 1 end)");
    catchUp();
    assertMemoryAddsUp(primary);
    assertMemoryAddsUp(replica);
  }

  private static void assertMemoryAddsUp(RespClient server) {
    Map<String, Long> stats = memoryStats(server);
    ToLongFunction<String> bytes = name -> stats.getOrDefault(name, -1L);
    long history = bytes.applyAsLong("replication.backlog");
    assertTrue(history > 0 && history < 100_000, "there is little in it: " + history);
    assertTrue(bytes.applyAsLong("lua.caches") > 0);
    assertTrue(bytes.applyAsLong("functions.caches") > 0);
    long overhead =
        Stream.of(
                "startup.allocated",
                "replication.backlog",
                "clients.slaves",
                "clients.normal",
                "cluster.links",
                "aof.buffer",
                "lua.caches",
                "functions.caches",
                "db.0")
            .mapToLong(bytes)
            .sum();
    assertEquals(overhead, bytes.applyAsLong("overhead.total"));
    long used = bytes.applyAsLong("total.allocated");
    assertEquals(used - overhead, bytes.applyAsLong("dataset.bytes"));
    assertEquals(
        (used - bytes.applyAsLong("startup.allocated")) / 2,
        bytes.applyAsLong("keys.bytes-per-key"));
    assertTrue(bytes.applyAsLong("peak.allocated") >= used);
  }

  /// The numbers of MEMORY STATS, those of a database's tables added up.
  private static Map<String, Long> memoryStats(RespClient server) {
    Map<String, Long> stats = new HashMap<>();
    List<Reply> items = ((Reply.Array) server.call("MEMORY", "STATS")).items();
    for (int i = 0; i < items.size(); i += 2) {
      String name = ((Reply.Bulk) items.get(i)).value().toString();
      if (items.get(i + 1) instanceof Reply.Int(long value)) {
        stats.put(name, value);
      } else if (items.get(i + 1) instanceof Reply.Array(var tables)) {
        stats.put(name, ((Reply.Int) tables.get(1)).value() + ((Reply.Int) tables.get(3)).value());
      }
    }
    return stats;
  }

  /// The program that makes backups of real servers makes one of ours.
  @Test
  void redisCliFetchesTheImage() throws Exception {
    primary.call("DEBUG", "POPULATE", "1000");
    primary.call("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', redis.call)");
    Path all = folder.resolve("all.rdb");
    assertEquals(0, run("redis-cli", "-p", "" + node.port(), "--rdb", "" + all));
    assertEquals(0, run("redis-check-rdb", "" + all));
    Path functions = folder.resolve("functions.rdb");
    assertEquals(0, run("redis-cli", "-p", "" + node.port(), "--functions-rdb", "" + functions));
    assertEquals(0, run("redis-check-rdb", "" + functions));
  }

  private static int run(String program, String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of(RealPrograms.find(program).toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return Await.end(process);
  }
}
