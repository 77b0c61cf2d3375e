package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// What signals do to a node, told by its log in the words of redis-server.
class SignalsTest {
  @TempDir private Path folder;

  @Test
  void eitherSignalSavesAndEndsWithStatusZero() throws Exception {
    for (String signal : List.of("INT", "TERM")) {
      Path pidFile = folder.resolve("node.pid");
      Path socket = folder.resolve("node.sock");
      try (var node = start("--pidfile", "" + pidFile, "--unixsocket", "" + socket)) {
        node.linesUpTo("connections at " + socket);
        assertEquals(node.handle().pid() + "\n", Files.readString(pidFile));
        node.signal(signal);
        assertEquals(
            List.of(
                "Received SIG" + signal + " scheduling shutdown...",
                "# User requested shutdown...",
                "* Saving the final RDB snapshot before exiting.",
                "* DB saved on disk",
                "* Removing the pid file.",
                "* Removing the unix socket file.",
                "# Hitrate is now ready to exit, bye bye..."),
            messages(node.rest()));
        assertEquals(0, node.exitStatus());
        assertTrue(Files.exists(folder.resolve("dump.rdb")));
        assertFalse(Files.exists(pidFile));
      }
    }
  }

  @Test
  void eachSignalEndsItAsItsParameterSays() throws Exception {
    try (var node = start("--shutdown-on-sigint", "nosave")) {
      node.linesUpTo("Ready to accept connections");
      node.signal("INT");
      assertFalse(node.rest().toString().contains("Saving"));
    }
    try (var node = start("--shutdown-on-sigterm", "save now", "--save", "")) {
      node.linesUpTo("Ready to accept connections");
      node.signal("TERM");
      assertTrue(node.rest().toString().contains("Saving the final RDB snapshot"));
    }
  }

  @Test
  void aNodeThatCannotSaveGoesOnUnlessItIsForced() throws Exception {
    int port = NodeProcess.freePort();
    Path lost = Files.createDirectory(folder.resolve("lost"));
    try (var node = NodeProcess.start("--port", "" + port, "--dir", "" + lost)) {
      node.linesUpTo("Ready to accept connections");
      try (var jedis = new Jedis("127.0.0.1", port, 60_000)) {
        Files.deleteIfExists(lost.resolve(".hitrate.lock"));
        Files.delete(lost);
        node.signal("HUP");
        node.signal("TERM");
        var lines = messages(node.linesUpTo("Check the logs for more information."));
        assertTrue(lines.contains("# Error trying to save the DB, can't exit."), "" + lines);
        assertEquals("PONG", jedis.ping());
        jedis.configSet("shutdown-on-sigint", "force");
        node.signal("INT"); // the first one that is not fulfilled
        lines = messages(node.rest());
        assertTrue(lines.contains("# Error trying to save the DB. Exit anyway."), "" + lines);
        assertEquals(0, node.exitStatus());
      }
    }
  }

  @Test
  void whoAsksTwiceAtTheTerminalDoesNotWait() throws Exception {
    int port = NodeProcess.freePort();
    Path unfinished = folder.resolve("temp-" + port + "-dump.rdb");
    assertEquals(0, Await.end(new ProcessBuilder("mkfifo", "" + unfinished).start()));
    try (var node = start(port, "--rdbcompression", "no")) {
      node.linesUpTo("Ready to accept connections");
      try (var jedis = new Jedis("127.0.0.1", port, 60_000)) {
        jedis.set("long", "x".repeat(1 << 20)); // more than a pipe holds
      }
      node.signal("INT");
      node.linesUpTo("Saving the final RDB snapshot before exiting.");
      try (var _ = Files.newInputStream(unfinished)) { // opens when the node has opened it
        node.signal("INT");
        assertEquals(List.of("You insist... exiting now."), messages(node.rest()));
        assertEquals(1, node.exitStatus());
        assertFalse(Files.exists(unfinished));
      }
    }
  }

  private NodeProcess start(String... more) throws Exception {
    return start(NodeProcess.freePort(), more);
  }

  private NodeProcess start(int port, String... more) throws Exception {
    var words = new ArrayList<>(List.of("--dir", "" + folder, "--port", "" + port));
    words.addAll(List.of(more));
    return NodeProcess.start(words.toArray(String[]::new));
  }

  /// Without process and time.
  private static List<String> messages(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("^\\d+:(M [^.*#-]+\\.\\d+|signal-handler \\(\\d+\\)) ", ""))
        .toList();
  }
}
