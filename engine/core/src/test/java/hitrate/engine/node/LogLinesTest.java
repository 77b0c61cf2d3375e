package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an operator reads in the log after a change at run time: the lines of redis-server.
@Timeout(60)
class LogLinesTest {
  private static final String READY = "Ready to accept connections";

  private static final Bytes NO_TEXT =
      Bytes.wrap(new byte[] {'c', (byte) 0xe9, (byte) 0xff, 9, 0, 'd'});

  @TempDir private Path folder;

  /// What is done to a server.
  private interface Story {
    void tell(RespClient client) throws IOException;
  }

  private void compare(Story story, String... arguments) throws IOException {
    Path log = folder.resolve("log");
    var words = new ArrayList<>(List.of("--logfile", "" + log));
    words.addAll(List.of(arguments));
    int port;
    try (var redis = RedisProcess.startQuietly(log, words.toArray(String[]::new))) {
      port = redis.port();
      try (var client = RespClient.connect("127.0.0.1", port)) {
        story.tell(client);
      }
    }
    List<String> expected = lines(log);
    Files.delete(log);
    words.addAll(List.of("--port", "" + port, "--save", ""));
    try (var node = NodeProcess.start(words.toArray(String[]::new))) {
      awaitReady(log);
      try (var client = RespClient.connect("127.0.0.1", port)) {
        story.tell(client);
      }
      node.signal("TERM");
      node.exitStatus();
    } catch (Exception failure) {
      throw new IOException(failure);
    }
    assertEquals(String.join("\n", expected), String.join("\n", lines(log)));
  }

  private static void awaitReady(Path log) throws IOException {
    Await.text(
        READY, () -> Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "");
  }

  /// The lines since the server was ready, without process and time.
  private static List<String> lines(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
        .dropWhile(line -> !line.endsWith(READY))
        .map(line ->
            line.replaceFirst("^\\d+:(([MS]) [^.*#-]+\\.\\d+|signal-handler \\(\\d+\\)) ", "$2"))
        .map(line -> line.replace("Redis is now", "Hitrate is now"))
        .toList();
  }

  @Test
  void longLinesAreCutUnlessAScriptWritesThem() throws IOException {
    String twoBytesEach = "é".repeat(700); // the cut goes through one
    compare(
        client -> {
          client.call("DEBUG", "LOG", "short");
          client.call("DEBUG", "LOG", "x".repeat(1012));
          client.call("DEBUG", "LOG", "x".repeat(1013));
          client.call("DEBUG", "LOG", twoBytesEach);
          client.call("EVAL", "redis.log(redis.LOG_WARNING, ARGV[1], 'end')", "0", twoBytesEach);
          client.call("CONFIG", "SET", "bind", "192.0.2.1 " + "y".repeat(2000));
        },
        "--enable-debug-command",
        "yes");
  }

  @Test
  void whatClientsAndScriptsWriteStaysAsItIsUpToAZero() throws IOException {
    compare(
        client -> {
          client.call(List.of(Bytes.of("DEBUG"), Bytes.of("LOG"), NO_TEXT));
          client.call(
              List.of(
                  Bytes.of("EVAL"),
                  Bytes.of("redis.log(redis.LOG_WARNING, 'a', ARGV[1], 'b')"),
                  Bytes.of("0"),
                  NO_TEXT));
        },
        "--enable-debug-command",
        "yes");
  }

  @Test
  void aPlaceThatCannotBeListenedAtIsTold() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      compare(client -> {
        client.call("CONFIG", "SET", "port", "" + taken.getLocalPort());
        client.call("CONFIG", "SET", "bind", "192.0.2.1"); // nobody's
        client.call("CONFIG", "SET", "timeout", "5", "bind", "127.0.0.1 192.0.2.1");
        client.call("CONFIG", "SET", "bind", "127.0.0.1 -192.0.2.1", "timeout", "x");
        client.call("CONFIG", "SET", "oom-score-adj-values", "30 20 10");
      });
    }
  }
}
