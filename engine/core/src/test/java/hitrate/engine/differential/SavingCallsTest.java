package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is answered about snapshots, by a real server and by ours in folders of their own.
class SavingCallsTest {
  private static final String CALLS =
      """
      SAVE x
      LASTSAVE x
      CONFIG SET dir ""
      CONFIG SET dir nosuch
      CONFIG SET dir file
      CONFIG SET dir inner
      CONFIG SET dir ..
      CONFIG SET dbfilename a/b
      CONFIG SET dbfilename other.rdb
      CONFIG GET dbfilename
      CONFIG GET save
      CONFIG SET save "10"
      CONFIG SET save "0 1"
      CONFIG SET save "1 -1"
      CONFIG SET save " 5 1"
      CONFIG SET save "5  1"
      CONFIG SET save "a b"
      CONFIG SET save "900 1 a"
      CONFIG SET save "99999999999 0"
      CONFIG GET save
      CONFIG SET save "900 100000 60 1000000"
      CONFIG GET save
      SET a 1
      HSET h f v
      SELECT 1
      SET b 1 EX 1000
      SELECT 0
      DEBUG RELOAD x
      DEBUG RELOAD NOSAVE
      DBSIZE
      SET a 1
      DEBUG RELOAD
      DBSIZE
      GET a
      TTL b
      DEBUG DIGEST
      SET c 1
      DEBUG RELOAD NOSAVE NOFLUSH MERGE
      DBSIZE
      DEBUG RELOAD NOSAVE
      DBSIZE
      DEBUG RELOAD NOFLUSH MERGE
      DEBUG DIGEST
      SAVE
      FUNCTION LOAD "#!lua name=l\\nredis.register_function('f', function() return 7 end)"
      DEBUG RELOAD
      FCALL f 0
      FUNCTION LIST
      FLUSHALL
      DEBUG RELOAD NOSAVE
      DBSIZE
      MULTI
      SAVE
      EXEC
      EVAL "return redis.call('SAVE')" 0
      SHUTDOWN x
      SHUTDOWN SAVE NOSAVE
      SHUTDOWN ABORT
      SHUTDOWN ABORT NOW
      CONFIG SET save ""
      """;

  /// Fields of INFO that do not depend on the moment.
  private static final List<String> FIELDS =
      List.of(
          "rdb_changes_since_last_save",
          "rdb_last_bgsave_status",
          "rdb_saves",
          "rdb_last_load_keys_expired",
          "rdb_last_load_keys_loaded");

  @TempDir private Path folder;

  @Test
  void eachCallIsAnsweredAsByTheRealServer() throws IOException {
    String[] options = {"--enable-debug-command", "yes", "--enable-protected-configs", "yes"};
    try (var real = RedisProcess.start(options);
        var ours =
            CacheNode.builder()
                .config("enable-debug-command", "yes")
                .config("enable-protected-configs", "yes")
                .start();
        var reference = RespClient.connect("127.0.0.1", real.port());
        var client = RespClient.connect("127.0.0.1", ours.port())) {
      prepare(reference, "real");
      prepare(client, "ours");
      for (String line : CALLS.lines().toList()) {
        var words = Words.split(line);
        assertEquals(reference.call(words).toString(), client.call(words).toString(), line);
        assertEquals(figures(reference), figures(client), line);
      }
    }
  }

  private void prepare(RespClient client, String name) throws IOException {
    Path own = folder.resolve(name);
    Files.createDirectories(own.resolve("inner"));
    Files.createFile(own.resolve("file"));
    client.call("CONFIG", "SET", "dir", own.toString());
  }

  private static List<String> figures(RespClient client) {
    return client
        .call("INFO", "persistence")
        .toString()
        .lines()
        .filter(line -> FIELDS.contains(line.replaceFirst(":.*", "")))
        .toList();
  }
}
