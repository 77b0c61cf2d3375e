package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real server and a node of ours that keep their files in one folder, for tests that have one
/// read what the other has written.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneFolder {
  Path folder;
  RedisProcess process;
  CacheNode node;
  RespClient real;
  RespClient ours;

  @BeforeAll
  void start(@TempDir Path own) throws IOException {
    folder = own;
    process =
        RedisProcess.start("--enable-debug-command", "yes", "--enable-protected-configs", "yes");
    node =
        CacheNode.builder()
            .config("dir", folder.toString())
            .config("save", "")
            .config("enable-debug-command", "yes")
            .start();
    real = RespClient.connect("127.0.0.1", process.port());
    ours = RespClient.connect("127.0.0.1", node.port());
    assertEquals(new Reply.Simple("OK"), real.call("CONFIG", "SET", "dir", folder.toString()));
  }

  @AfterAll
  void stop() {
    real.close();
    ours.close();
    node.close();
    process.close();
  }
}
