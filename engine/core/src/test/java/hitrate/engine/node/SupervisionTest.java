package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// A node that somebody else looks after: no terminal, a log in a file.
class SupervisionTest {
  @TempDir private Path folder;

  @Test
  void inTheBackgroundItOutlivesTheOneThatStartedIt() throws Exception {
    int port = NodeProcess.freePort();
    try (var starter =
        NodeProcess.start(
            "--port",
            "" + port,
            "--dir",
            "" + folder,
            "--daemonize",
            "yes",
            "--save",
            "",
            "--pidfile",
            "node.pid",
            "--logfile",
            "node.log",
            "--unixsocket",
            folder.resolve("node.sock").toString())) {
      assertEquals(0, starter.exitStatus());
      assertTrue(starter.rest().isEmpty());
      long pid = startedProcess();
      try (var jedis = new Jedis("127.0.0.1", port, 60_000)) {
        assertEquals("yes", jedis.configGet("daemonize").get("daemonize"));
        Files.move(folder.resolve("node.log"), folder.resolve("node.log.1")); // as logrotate does
        var node = ProcessHandle.of(pid).orElseThrow();
        node.destroy();
        node.onExit().get(60, TimeUnit.SECONDS);
      }
      String log = Files.readString(folder.resolve("node.log"));
      assertTrue(log.contains("Removing the pid file."), log);
    }
  }

  /// Waits until the node says where it listens, and answers what its pid file says.
  private long startedProcess() throws Exception {
    try (var watch = folder.getFileSystem().newWatchService()) {
      folder.register(
          watch,
          java.nio.file.StandardWatchEventKinds.ENTRY_CREATE,
          java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY);
      Path log = folder.resolve("node.log");
      while (!Files.exists(log) || !Files.readString(log).contains("now ready to accept")) {
        var key = watch.poll(60, TimeUnit.SECONDS);
        assertTrue(key != null, "it has not started within 60 s");
        key.pollEvents();
        key.reset();
      }
    }
    return Long.parseLong(Files.readString(folder.resolve("node.pid")).strip());
  }

  @Test
  void withoutTheSocketOfSystemdItSaysSoAndRuns() throws Exception {
    try (var node =
        NodeProcess.start("--port", "" + NodeProcess.freePort(), "--supervised", "systemd")) {
      var lines = node.linesUpTo("Ready to accept connections");
      assertTrue(
          lines.getFirst().endsWith("# systemd supervision error: NOTIFY_SOCKET not found!"),
          "" + lines);
    }
  }

  @Test
  void aLogThatCannotBeWrittenIsRefused() throws Exception {
    try (var node = NodeProcess.start("--logfile", "/no/such/folder/log")) {
      String said = node.rest().toString();
      assertTrue(said.contains("Can't open the log file: No such file or directory"), said);
      assertEquals(1, node.exitStatus());
    }
  }
}
