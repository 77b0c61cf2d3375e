package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes lazily is counted (`lazyfreed_objects`), for each reason that a value goes for, and
/// what a replica got is not left behind where it is told so: as by the real server.
@Timeout(60)
class LazyFreeingTest {
  private static final int SETTLED = 50;

  /// Makes two sets and a list with more parts than are freed at once.
  private static final String FILL =
      "for _, k in ipairs(KEYS) do redis.call('DEL', k) for i = 1, 600 do "
          + "redis.call('SADD', k, 'm' .. i) end end redis.call('DEL', 'list') "
          + "for i = 1, 70 do redis.call('RPUSH', 'list', string.rep('x', 9000)) end";

  private static final List<String> CALLS =
      List.of(
          "SET a x",
          "RENAME a b",
          "SUNIONSTORE a b",
          "SINTERSTORE a nokey",
          "COPY a b REPLACE",
          "BITOP NOT a nokey",
          "MSET a x b y",
          "SORT b ALPHA STORE a",
          "DEL a b",
          "UNLINK a b",
          "EXPIRE a -1",
          "SREM a m1 m2",
          "SMOVE a b x",
          "LTRIM list 1 0",
          "LPOP list 100",
          "UNLINK list");

  private static final String FILL_SETS =
      "for i = 1, ARGV[1] do redis.call('SADD', KEYS[1], 'm' .. i)"
          + " redis.call('SADD', KEYS[2], i) end";

  private static final List<String> SET_CALLS =
      List.of(
          "UNLINK a",
          "UNLINK b",
          "SET a x",
          "SUNIONSTORE a b",
          "SUNIONSTORE b a",
          "SINTERSTORE a a b",
          "SORT b STORE a",
          "RENAME b a",
          "SPOP a %d",
          "SUNION a",
          "SUNION a b",
          "SUNION b",
          "SDIFF a b",
          "SINTER a a",
          "SPOP b %d",
          "SPOP a 60",
          "SADD a x y",
          "SADD b x",
          "SREM a m1;SREM a m2",
          "EVAL redis.call('SREM',KEYS[1],unpack(redis.call('SMEMBERS',KEYS[1]))) 1 a",
          "EXPIRE a 1000",
          "MOVE a 1",
          "FLUSHALL");

  private static long freed(RespClient client) {
    String before = "";
    for (int asked = 0; asked < SETTLED; asked++) { // another thread counts, some time later
      String info = client.call("INFO", "memory").toString();
      boolean isPending = !info.contains("lazyfree_pending_objects:0");
      String now = info.replaceAll("(?s).*lazyfreed_objects:(\\d+).*", "$1");
      asked = now.equals(before) && !isPending ? asked : 0;
      before = now;
    }
    return Long.parseLong(before);
  }

  private static List<String> story(int port, String parameter, boolean isMemoryFull)
      throws IOException {
    var seen = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("CONFIG", "SET", parameter, "yes");
      for (String call : CALLS) {
        long before = freed(client);
        client.call("EVAL", FILL, "2", "a", "b");
        client.call(call.split(" "));
        seen.add(call + " " + (freed(client) - before));
      }
      client.call("EVAL", FILL, "2", "a", "b");
      client.call("PEXPIRE", "a", "1");
      Await.until("the end of a", () -> client.call("EXISTS", "a"), new Reply.Int(0)::equals);
      seen.add("expired " + freed(client));
      if (isMemoryFull) {
        client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random", "maxmemory", "1");
        client.call("SET", "k", "v");
        seen.add("evicted " + freed(client));
      }
    }
    return seen;
  }

  @Test
  void eachReasonHasItsParameter() throws IOException {
    for (String reason : List.of("server-del", "expire", "eviction", "user-del")) {
      String parameter = "lazyfree-lazy-" + reason;
      try (var redis = RedisProcess.start();
          var node = CacheNode.start()) {
        assertEquals(story(redis.port(), parameter, true), story(node.port(), parameter, true));
      }
    }
  }

  /// What a set of so many members counts for when it goes, and when it only changes.
  private static List<String> ofSets(int port) throws IOException {
    var seen = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("CONFIG", "SET", "lazyfree-lazy-server-del", "yes");
      for (int members : new int[] {64, 65, 100, 128, 129}) {
        for (String call : SET_CALLS) {
          client.call("FLUSHALL");
          client.call("EVAL", FILL_SETS, "2", "a", "b", "" + members);
          long before = freed(client);
          for (String one : call.split(";")) {
            client.call(one.replace("%d", "" + members).split(" "));
          }
          seen.add(members + ": " + call + " " + (freed(client) - before));
        }
      }
    }
    return seen;
  }

  @Test
  void aSetCountsByItsMembers() throws IOException {
    try (var redis = RedisProcess.start();
        var node = CacheNode.start()) {
      assertEquals(ofSets(redis.port()), ofSets(node.port()));
    }
  }

  private interface Synced {
    void with(RespClient replica) throws IOException;
  }

  private static void follow(int port, int primary, Synced then) throws IOException {
    try (var replica = RespClient.connect("127.0.0.1", port)) {
      for (int i = 0; i < 10; i++) {
        replica.call("SET", "old" + i, "v");
      }
      replica.call("REPLICAOF", "127.0.0.1", "" + primary);
      Await.text("link_status:up", () -> replica.call("INFO", "replication").toString());
      then.with(replica);
    }
  }

  @Test
  void aReplicaFreesWhatItHadAsItIsTold() throws IOException {
    for (String setting :
        List.of("replica-lazy-flush yes", "repl-diskless-load swapdb", "replica-lazy-flush no")) {
      var seen = new ArrayList<Long>();
      String name = setting.substring(0, setting.indexOf(' '));
      String value = setting.substring(name.length() + 1);
      try (var primary = CacheNode.builder().config("repl-diskless-sync-delay", "0").start();
          var redis = RedisProcess.start("--" + name, value);
          var node = CacheNode.builder().config(name, value).start()) {
        follow(redis.port(), primary.port(), client -> seen.add(freed(client)));
        follow(node.port(), primary.port(), client -> seen.add(freed(client)));
      }
      assertEquals(seen.get(0), seen.get(1), setting);
    }
  }

  @Test
  void aReplicaThatKeepsNothingCanBeToldToKeepNoImage(@TempDir Path folder) throws IOException {
    for (String save : List.of("", "3600 1000")) {
      for (String removes : List.of("yes", "no")) {
        Path theirs = Files.createTempDirectory(folder, "their");
        Path ours = Files.createTempDirectory(folder, "our");
        try (var primary = CacheNode.builder().config("repl-diskless-sync-delay", "0").start();
            var redis =
                RedisProcess.start(
                    "--dir", "" + theirs, "--save", save, "--rdb-del-sync-files", removes);
            var node =
                CacheNode.builder()
                    .config("dir", "" + ours)
                    .config("save", save)
                    .config("rdb-del-sync-files", removes)
                    .start()) {
          follow(redis.port(), primary.port(), client -> {});
          follow(node.port(), primary.port(), client -> {});
          assertEquals(
              Files.exists(theirs.resolve("dump.rdb")),
              Files.exists(ours.resolve("dump.rdb")),
              save + " " + removes);
        }
      }
    }
  }
}
