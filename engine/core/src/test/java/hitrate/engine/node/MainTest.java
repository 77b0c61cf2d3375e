package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// A node as a process of its own: what it logs, and how it ends.
class MainTest {
  private static final String LOG_LINE =
      "\\d+:[CM] \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [.*#-] .+";
  private static final String SIGNAL_LINE = "\\d+:signal-handler \\(\\d+\\) ";

  @Test
  void aSignalEndsItAtOnceWithStatusZero() throws Exception {
    try (var node =
        NodeProcess.start("--port", "" + NodeProcess.freePort(), "--shutdown-timeout", "3600")) {
      List<String> lines = node.linesUpTo("Ready to accept connections");
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        assertTrue(line.matches(LOG_LINE), line);
        assertEquals(i < 3, line.contains(":C "), line); // as long as there is no node yet
      }
      node.handle().destroy(); // a SIGTERM that leaves the log open, unlike Process.destroy
      assertEquals(0, node.exitStatus());
      var last = node.rest();
      assertTrue(last.getFirst().matches(SIGNAL_LINE + "Received SIGTERM .+"), "" + last);
      assertTrue(last.getLast().endsWith("# Hitrate is now ready to exit, bye bye..."), "" + last);
    }
  }

  @Test
  void atLevelDebugItTellsOfClientsAndKeys(@TempDir Path folder) throws Exception {
    try (var before =
        CacheNode.builder().config("dir", "" + folder).config("save", "1 1").start()) {
      before.call("SET", "key", "value", "EX", "1000");
      before.call("SET", "other", "value");
    }
    int port = NodeProcess.freePort();
    try (var node =
        NodeProcess.start("--port", "" + port, "--loglevel", "debug", "--dir", "" + folder)) {
      var lines = node.linesUpTo("Ready to accept connections");
      assertTrue(lines.get(3).endsWith(" * monotonic clock: System.nanoTime"), lines.get(3));
      assertTrue(lines.toString().contains(" . The AOF directory appendonlydir doesn't exist"));
      lines = node.linesUpTo(" bytes in use");
      assertTrue(lines.getFirst().endsWith(" - DB 0: 2 keys (1 volatile) in 4 slots HT."));
      assertTrue(lines.get(1).contains(" . 0 clients connected (0 replicas), "), lines.get(1));
      try (var client = RespClient.connect("127.0.0.1", port)) {
        client.call("PING");
      }
      String accepted = node.linesUpTo(" resp=2").getFirst();
      assertTrue(accepted.matches(".* - Accepted 127\\.0\\.0\\.1:\\d+"), accepted);
    }
  }

  @Test
  void whatItCannotLoadEndsItBeforeItIsReady() throws Exception {
    try (var node =
        NodeProcess.start("--port", "" + NodeProcess.freePort(), "--loadmodule", "no")) {
      List<String> lines = node.rest();
      assertEquals(1, node.exitStatus());
      assertTrue(lines.get(5).endsWith("# Server initialized"), "" + lines);
      assertTrue(
          lines
              .get(6)
              .endsWith(
                  "# Module no failed to load: no: cannot open shared object file: No such file or"
                      + " directory"),
          lines.get(6));
      assertTrue(lines.get(7).endsWith("# Can't load module from no: server aborting"));
    }
  }

  @Test
  void aUserWithAnUnknownCommandEndsItBeforeItIsReady() throws Exception {
    try (var node =
        NodeProcess.start("--port", "" + NodeProcess.freePort(), "--user", "bob", "+nosuch")) {
      List<String> lines = node.rest();
      assertEquals(1, node.exitStatus());
      assertTrue(
          lines
              .get(6)
              .endsWith(
                  "# Error loading ACL rule '+nosuch' for the user named 'bob': Unknown command or"
                      + " category name in ACL"),
          lines.get(6));
      assertTrue(lines.get(7).endsWith("# Critical error while loading ACLs. Exiting."));
    }
  }

  @Test
  void itKeepsMoreThanItsFirstMegabyte() throws IOException {
    int port = NodeProcess.freePort();
    try (var node = NodeProcess.start("--port", "" + port)) {
      node.linesUpTo("Ready to accept connections");
      try (var jedis = new Jedis("127.0.0.1", port, 60_000)) {
        var value = "v".repeat(100_000);
        for (int i = 0; i < 40; i++) {
          jedis.set("key:" + i, value + i);
        }
        for (int i = 0; i < 40; i++) {
          assertEquals(value + i, jedis.get("key:" + i));
        }
      }
    }
  }

  @Test
  void withNowhereToListenItDoesNotStart() throws Exception {
    try (var node = NodeProcess.start("--port", "0")) {
      assertTrue(node.rest().getLast().endsWith("# Configured to not listen anywhere, exiting."));
      assertEquals(1, node.exitStatus());
    }
  }

  @Test
  void itListensAtAFileAlone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("node.sock");
    Files.writeString(file, "left behind by a node that was killed");
    try (var node =
        NodeProcess.start("--port", "0", "--unixsocket", "" + file, "--unixsocketperm", "700")) {
      var lines = node.linesUpTo("The server is now ready to accept connections at " + file);
      assertFalse(lines.stream().anyMatch(line -> line.endsWith("Ready to accept connections")));
      assertEquals("rwx------", permissions(file));
      assertEquals("+PONG\r\n", askAt(file, "PING\r\n"));
      node.handle().destroy();
      assertEquals(0, node.exitStatus());
      List<String> last = node.rest();
      assertTrue(last.toString().contains("* Removing the unix socket file."), "" + last);
      assertFalse(Files.exists(file));
    }
  }

  private static String permissions(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  private static String askAt(Path file, String request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(file));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      var answer = ByteBuffer.allocate(100);
      channel.read(answer);
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aSocketFileThatCannotBeMadeIsToldAsTheRealServerTellsIt() throws Exception {
    try (var node = NodeProcess.start("--port", "0", "--unixsocket", "/no/such/folder/s")) {
      String last = node.rest().getLast();
      assertTrue(
          last.endsWith("# Failed opening Unix socket: bind: No such file or directory"), last);
      assertEquals(1, node.exitStatus());
    }
  }
}
