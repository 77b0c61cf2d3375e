package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// redis-cli at the file of a Unix domain socket sees the same of both servers.
class SocketFileTest {

  private static final String SCRIPT =
      """
      SET k v
      GET k
      CONFIG GET unixsocket
      CONFIG GET unixsocketperm
      CLIENT SETNAME me
      CLIENT INFO
      CLIENT LIST
      CONFIG SET unixsocketperm 777
      CONFIG SET port 0
      CLIENT KILL ADDR 127.0.0.1:1
      DEBUG SLEEP 0
      """;

  @Test
  void redisCliSeesTheSame(@TempDir Path folder) throws Exception {
    String theirs = folder.resolve("there.sock").toString();
    String ours = folder.resolve("their.sock").toString();
    try (var reference =
            RedisProcess.start(
                "--unixsocket",
                theirs,
                "--unixsocketperm",
                "700",
                "--enable-debug-command",
                "local");
        var node =
            CacheNode.builder()
                .config("unixsocket", ours)
                .config("unixsocketperm", "700")
                .config("enable-debug-command", "local")
                .start()) {
      assertTrue(reference.port() > 0);
      assertTrue(node.port() > 0);
      String expected = cli(theirs).replace(theirs, "FILE");
      assertTrue(expected.contains("addr=FILE:0 laddr=FILE:0"), expected);
      assertEquals(expected, cli(ours).replace(ours, "FILE"));
    }
  }

  private static String cli(String file) throws Exception {
    return RealPrograms.run(SCRIPT, "redis-cli", "-s", file)
        .output()
        .replaceAll("\\b(id|fd|age|idle)=\\d+", "$1=n")
        .replaceAll("\\b(qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|tot-mem)=\\d+", "$1=n");
  }
}
