package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// DEBUG ends nodes in all ways that the real server knows.
@Timeout(60)
class DebugEndsTest {
  private static final String READY = "Ready to accept connections";

  @Test
  void aNodeStartsAgainWithItsDataOrAsAfterACrash() throws Exception {
    int port = NodeProcess.freePort();
    String[] arguments = {
      "--port", "" + port, "--save", "3600 1000", "--enable-debug-command", "yes"
    };
    try (var node = NodeProcess.start(arguments)) {
      node.linesUpTo(READY);
      endsWith(port, "saved", "DEBUG", "RESTART", "1");
      node.linesUpTo(READY);
      assertEquals("Bulk[value=v]", value(port, "saved"));
      endsWith(port, "lost", "DEBUG", "CRASH-AND-RECOVER");
      node.linesUpTo(READY);
      assertEquals("Bulk[value=v]", value(port, "saved"));
      assertEquals("Null[]", value(port, "lost"));
      endsWith(port, "lost", "DEBUG", "SEGFAULT");
      assertEquals(1, node.exitStatus());
    }
  }

  private static void endsWith(int port, String key, String... words) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("SET", key, "v");
      assertThrows(RuntimeException.class, () -> client.call(words));
    }
  }

  private static String value(int port, String key) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      return client.call("GET", key).toString();
    }
  }

  @Test
  void aNodeInsideAnotherProgramGoesOn() {
    try (var node = CacheNode.builder().config("enable-debug-command", "yes").start()) {
      String reply = node.call("DEBUG", "RESTART").toString();
      assertTrue(reply.contains("ERR failed to restart the server. Check server logs."), reply);
      assertTrue(node.call("PING").toString().contains("PONG"));
    }
  }
}
