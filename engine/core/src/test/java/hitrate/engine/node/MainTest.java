package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/// A node as a process of its own: what it logs, and how it ends.
class MainTest {
  private static final String LOG_LINE =
      "\\d+:M \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [.*#-] .+";

  private Process node;
  private BufferedReader log;
  private int port;

  @BeforeEach
  void startNode() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<String>(List.of(java, "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    var classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    command.addAll(List.of("-cp", classes.toString()));
    command.addAll(List.of("hitrate.engine.node.Main", "--port", "0"));
    node = new ProcessBuilder(command).redirectErrorStream(true).start();
    log = node.inputReader();
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      assertTrue(line.matches(LOG_LINE), line);
      if (line.contains("port=")) {
        port = Integer.parseInt(line.replaceAll(".*port=(\\d+).*", "$1"));
      }
      if (line.endsWith("Ready to accept connections")) {
        return;
      }
    }
    throw new IOException("the node ended before it was ready");
  }

  @AfterEach
  void end() {
    node.destroyForcibly();
  }

  @Test
  void aSignalEndsItAtOnceWithStatusZero() throws Exception {
    var asked = Instant.now();
    node.toHandle().destroy(); // a SIGTERM that leaves the log open, unlike Process.destroy
    assertTrue(node.waitFor(30, TimeUnit.SECONDS));
    var took = Duration.between(asked, Instant.now());
    assertTrue(took.toMillis() < 5_000, "it took " + took);
    assertEquals(0, node.exitValue());
    var last = log.lines().toList();
    assertTrue(last.getFirst().endsWith("# Received a signal to end, shutting down"), "" + last);
    assertTrue(last.getLast().endsWith("# Hitrate is now ready to exit, bye bye..."), "" + last);
  }

  @Test
  void itKeepsMoreThanItsFirstMegabyte() {
    try (var jedis = new Jedis("127.0.0.1", port)) {
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
