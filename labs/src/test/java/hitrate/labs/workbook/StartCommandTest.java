package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.ShortLife;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Runs `./lab start` as the process it is.
@Timeout(180)
class StartCommandTest {
  @TempDir Path folder;

  private Process start(String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-D" + Home.PROPERTY + "=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Lab.class.getName(),
                "start"));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command);
    builder.redirectError(errors().toFile());
    builder.environment().put("HITRATE_LANG", "en");
    return ShortLife.of(builder.start());
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    Await.end(process);
  }

  @Test
  void startsAnEngineAndThePageAndStopsCleanly() throws Exception {
    var process = start("--json", "--port", "0", "--redis-port", "0");
    try {
      var facts = JsonMapper.shared().readTree(lines(process.getInputStream()).readLine());
      var workbook = URI.create(facts.get("workbook").asString());
      var engine = URI.create(facts.get("engine").asString());
      assertEquals(process.pid(), facts.get("pid").asLong());
      try (var browser = new Browserless(workbook.getPort());
          var client = RespClient.connect(engine)) {
        assertEquals(200, browser.get("/").status());
        assertEquals(new Reply.Simple("PONG"), client.call("PING"));
      }
      var announced = Running.read(new Home(folder));
      assertNotNull(announced);
      assertEquals(engine.getPort(), announced.enginePort());
    } finally {
      stop(process);
    }
    assertFalse(Files.exists(folder.resolve(".lab/running.properties")));
    assertEquals("", Files.readString(errors()));
  }

  @Test
  void saysWhatRunsWhereAndWhatComesNext() throws Exception {
    var process = start("--port", "0", "--redis-port", "0", "--no-open");
    try {
      var lines = new ArrayList<String>();
      var out = lines(process.getInputStream());
      String line;
      do {
        line = out.readLine();
        assertNotNull(line, () -> "it ended after " + lines);
        lines.add(line);
      } while (!line.equals("Ctrl-C stops it."));
      assertEquals("Hitrate is running on this machine only.", lines.getFirst());
      assertTrue(lines.get(2).startsWith("  Workbook  http://127.0.0.1:"), lines.toString());
      assertTrue(lines.get(3).startsWith("  Engine    redis://127.0.0.1:"), lines.toString());
      assertTrue(lines.contains("Next:"), lines.toString());
    } finally {
      stop(process);
    }
  }

  @Test
  void saysWhyItIsNotOnTheUsualPorts() throws Exception {
    try (var page = taken(8080);
        var engine = taken(6379)) {
      var process = start("--no-open");
      try {
        var out = lines(process.getInputStream());
        var lines = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
          lines.add(out.readLine());
        }
        var reason = "  Port %d is in use by another program, so this is \\d+\\.";
        assertTrue(lines.get(4).matches(reason.formatted(8080)), lines + " " + page);
        assertTrue(lines.get(5).matches(reason.formatted(6379)), lines + " " + engine);
      } finally {
        stop(process);
      }
    }
  }

  /// That port, in use: by this test, or by whoever was faster.
  private static ServerSocket taken(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (BindException already) {
      // as good
    }
    return socket;
  }

  @Test
  void aSecondStartNamesTheFirstOne() throws Exception {
    var first = start("--json", "--port", "0", "--redis-port", "0");
    try {
      var facts = lines(first.getInputStream()).readLine();
      var second = start("--json");
      assertEquals(facts, lines(second.getInputStream()).readLine());
      assertTrue(second.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, second.exitValue());
    } finally {
      stop(first);
    }
  }

  @Test
  void aNumberThatIsNoPortIsAWrongUse() throws Exception {
    for (var words : List.of(List.of("--port", "99999"), List.of("--redis-port", "-1"))) {
      var process = start(words.toArray(String[]::new));
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(2, process.exitValue());
      var said = "error: " + String.join(" ", words) + ": a port is a number from 1 to 65535";
      assertTrue(Files.readString(errors()).startsWith(said), Files.readString(errors()));
    }
  }

  @Test
  void aPortThatOurOwnWorkbookHoldsIsNotAnotherProgram() throws Exception {
    var first = start("--json", "--port", "0", "--redis-port", "0");
    try {
      var facts = JsonMapper.shared().readTree(lines(first.getInputStream()).readLine());
      int page = URI.create(facts.get("workbook").asString()).getPort();
      var same = start("--no-open", "--port", Integer.toString(page));
      var said = lines(same.getInputStream()).lines().toList();
      assertTrue(same.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, same.exitValue());
      assertEquals("Hitrate is already running.", said.getFirst());
      assertTrue(said.contains("  Workbook  http://127.0.0.1:" + page + "/"), said.toString());
      assertTrue(said.getLast().contains("(process " + first.pid() + ")"), said.toString());

      var half = start("--no-open", "--port", Integer.toString(page), "--redis-port", "0");
      assertTrue(half.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, half.exitValue());
      var error = Files.readString(errors());
      assertTrue(error.startsWith("error: the workbook is already open at http://127."), error);
      assertTrue(error.contains("./lab start --port " + (page + 1)), error);
    } finally {
      stop(first);
    }
  }

  @Test
  void aTakenPortThatWasAskedForIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      for (String option : List.of("--port", "--redis-port")) {
        var other = option.equals("--port") ? "--redis-port" : "--port";
        int port = taken.getLocalPort();
        var process = start(other, "0", option, Integer.toString(port), "--no-open");
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertEquals(
            "error: Port %d is taken by another program. Choose another: ./lab start %s %d\n"
                .formatted(port, option, port + 1),
            Files.readString(errors()));
      }
    }
  }

  @Test
  void aFileLeftBehindByAKilledProcessIsIgnored() throws Exception {
    Files.createDirectories(folder.resolve(".lab"));
    Files.writeString(
        folder.resolve(".lab/running.properties"),
        "workbook=http\\://127.0.0.1\\:1/\nengineHost=127.0.0.1\nenginePort=1\npid=%d\nstartedAt=then\n"
            .formatted(ProcessHandle.current().pid()));
    assertEquals(null, Running.read(new Home(folder)));
  }
}
