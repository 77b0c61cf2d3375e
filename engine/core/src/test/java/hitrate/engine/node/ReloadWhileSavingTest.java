package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DEBUG RELOAD brings back what there is, though a snapshot of an earlier moment, which is being
/// saved in the background, takes the file's name just then.
class ReloadWhileSavingTest {
  private static final int ROUNDS = 60;

  @TempDir private Path folder;

  @Test
  void whatIsLoadedIsWhatWasThere() throws Exception {
    try (var node =
            CacheNode.builder()
                .config("dir", folder.toString())
                .config("enable-debug-command", "yes")
                .start();
        var client = RespClient.connect("127.0.0.1", node.port())) {
      for (int i = 0; i < 200; i++) {
        client.call("SET", "other" + i, "v");
      }
      for (int round = 0; round < ROUNDS; round++) {
        String calls = "BGSAVE\r\nSET k %d\r\nDEBUG RELOAD\r\nGET k\r\n".formatted(round);
        client.sendRaw(Bytes.of(calls).toArray());
        client.receive(); // it may refuse, as the last one is still at work
        client.receive();
        assertEquals(new Reply.Simple("OK"), client.receive());
        assertEquals(new Reply.Bulk(Bytes.of("" + round)), client.receive());
      }
    }
  }
}
