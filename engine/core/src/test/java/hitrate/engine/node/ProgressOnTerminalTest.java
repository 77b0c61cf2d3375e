package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Await;
import hitrate.engine.testing.Interrupts;
import hitrate.engine.testing.NodeCommand;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.ShortLife;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// A node on a pseudo terminal, slowed down so that there is something to see.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgressOnTerminalTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script"); // of util-linux

  private static final String ERASE = "\r\033[K";
  private static final int KEYS = 300;
  private static final String LOG_LINE =
      "\\d+:([CM] \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [.*#-]|signal-handler"
          + " \\(\\d+\\)) .+";

  @TempDir Path folder;

  @BeforeEach
  void needsATerminal() {
    if (!Files.isExecutable(SCRIPT)) {
      RealPrograms.missing("no script of util-linux");
    }
  }

  /// Saves some keys in the folder.
  private void save() {
    try (var node =
            CacheNode.builder().config("dir", "" + folder).config("rdbcompression", "no").start();
        var jedis = new Jedis(node.uri(), 60_000)) {
      for (int i = 0; i < KEYS; i++) {
        jedis.set("key:" + i, "v".repeat(3000));
      }
      assertEquals("OK", jedis.save());
    }
  }

  private Process node(String terminal, String... options) throws IOException {
    var words = new ArrayList<>(List.of("exec"));
    words.addAll(NodeCommand.words());
    words.addAll(List.of("--dir", folder.toString(), "--save", "''"));
    words.addAll(List.of(options));
    var command = new ArrayList<>(Interrupts.heard());
    command.addAll(List.of(SCRIPT.toString(), "-qec", String.join(" ", words), "/dev/null"));
    var builder = new ProcessBuilder(command);
    builder.environment().put("TERM", terminal);
    return ShortLife.of(builder.redirectErrorStream(true).start());
  }

  /// What appears on the screen up to some text.
  private static String upTo(String text, Process process) throws IOException {
    var seen = new StringBuilder();
    while (seen.indexOf(text) < 0) {
      int sign = process.getInputStream().read();
      assertTrue(sign >= 0, () -> "it ended before " + text + ": " + seen);
      seen.append((char) sign);
    }
    return seen.toString();
  }

  private static String rest(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    Await.end(process);
    return text;
  }

  @Test
  void loadingAndSavingAreShownAndLeaveTheLogAsItIs() throws Exception {
    save();
    int port = NodeProcess.freePort();
    var process =
        node("xterm", "--port", "" + port, "--key-load-delay", "4000", "--loglevel", "notice");
    try {
      String written = upTo(ERASE + "Loading ", process) + upTo("]", process);
      written += upTo(" keys, ", process) + upTo(" left", process);
      written += upTo("Ready to accept connections\r\n", process);
      assertIsLog(written);
      try (var jedis = new Jedis("127.0.0.1", port, 60_000)) {
        jedis.configSet("key-load-delay", "0");
        jedis.configSet("rdb-key-save-delay", "10000"); // for three seconds
        jedis.bgsave();
        written += upTo(ERASE + "Saving ", process) + upTo(" of 300 keys", process);
        jedis.configSet("rdb-key-save-delay", "0");
      }
      written += upTo("Background saving terminated with success\r\n", process);
      assertIsLog(written);
      process.getOutputStream().write(3); // Ctrl-C, by way of the terminal
      process.getOutputStream().flush();
      written += rest(process);
      assertIsLog(written);
      assertTrue(written.endsWith("bye bye...\r\n"), written);
    } finally {
      process.destroy();
    }
  }

  /// The lines that are on the screen in the end, when this has been written to it.
  private static List<String> screen(String written) {
    var lines = new ArrayList<String>();
    for (String line : written.split("\r\n", -1)) {
      int left = line.lastIndexOf(ERASE);
      String last = left < 0 ? line : line.substring(left + ERASE.length());
      lines.add(last.replace("^C", "")); // the terminal's own
    }
    return lines;
  }

  private static void assertIsLog(String written) {
    var lines = screen(written);
    assertEquals("", lines.removeLast());
    lines.forEach(line -> assertTrue(line.matches(LOG_LINE), line));
  }

  @Test
  void ctrlCWhileLoadingLeavesACleanScreen() throws Exception {
    save();
    var process = node("xterm", "--port", "" + NodeProcess.freePort(), "--key-load-delay", "50000");
    try {
      String written = upTo(ERASE + "Loading ", process);
      process.getOutputStream().write(3);
      process.getOutputStream().flush();
      written += rest(process);
      assertIsLog(written);
      assertTrue(
          written.contains("Received shutdown signal during loading, exiting now."), written);
    } finally {
      process.destroy();
    }
  }

  @Test
  void aDumbTerminalGetsTheLogAlone() throws Exception {
    save();
    var process = node("dumb", "--port", "" + NodeProcess.freePort(), "--key-load-delay", "4000");
    try {
      String text = upTo("Ready to accept connections", process);
      assertFalse(text.contains("\033"), text);
    } finally {
      process.destroy();
    }
  }
}
