package hitrate.kernel.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.ReplyText;
import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Messages;
import hitrate.kernel.cell.Outcome;
import hitrate.kernel.cell.Outcome.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisCellsTest {
  private static final Messages MESSAGES =
      Messages.load(RedisCells.class, "hitrate.kernel.messages");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @Test
  void eachCommandIsShownWithItsReply() {
    try (var node = CacheNode.start();
        var session = new RedisSession(node.uri())) {
      var outcome =
          new RedisCells(session, MESSAGES)
              .run(
                  """
                  SET greeting "hello world"

                  # a comment
                    GET greeting
                  INCR greeting
                  MGET greeting missing
                  GET "unbalanced
                  """,
                  false,
                  out);
      assertInstanceOf(Outcome.Done.class, outcome);
      assertEquals(
          """
          redis> SET greeting "hello world"
          OK
          redis> GET greeting
          "hello world"
          redis> INCR greeting
          (error) ERR value is not an integer or out of range
          redis> MGET greeting missing
          1) "hello world"
          2) (nil)
          redis> GET "unbalanced
          Invalid argument(s)
          """,
          printed());
    }
  }

  @Test
  void aStrictCellFailsAtItsFirstError() {
    try (var node = CacheNode.start();
        var session = new RedisSession(node.uri())) {
      var outcome =
          new RedisCells(session, MESSAGES).run("SET a x\n\nINCR a\nSET a y\n", true, out);
      var failure = assertInstanceOf(Failure.class, outcome);
      assertEquals("RedisError", failure.name());
      assertEquals(
          List.of("line 3: ERR value is not an integer or out of range", "    INCR a"),
          failure.traceback());
      assertEquals("\"x\"", ReplyText.render(session.run("GET a")));
    }
  }

  @Test
  void whatBelongsToTheConnectionStaysFromCellToCell() {
    try (var node = CacheNode.start();
        var session = new RedisSession(node.uri())) {
      var cells = new RedisCells(session, MESSAGES);
      cells.run("SELECT 3\nSET a in-three", false, out);
      cells.run("GET a", false, out);
      assertTrue(printed().endsWith("redis> GET a\n\"in-three\"\n"), this::printed);
    }
  }

  @Test
  void aCellThatWaitsForAReplyCanBeStopped() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var session = new RedisSession(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))) {
      var cells = new RedisCells(session, MESSAGES);
      var stopper =
          Thread.ofPlatform()
              .start(() -> {
                try (var connection = silent.accept()) {
                  connection.getInputStream().read(); // the command has come
                  cells.interrupt();
                } catch (IOException e) {
                  cells.interrupt();
                }
              });
      var failure = assertInstanceOf(Failure.class, cells.run("GET a", false, out));
      assertEquals("Interrupted", failure.name());
      stopper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatIsGoneIsOneLine() throws IOException {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (var session = new RedisSession(URI.create("redis://127.0.0.1:" + port))) {
      var outcome = new RedisCells(session, MESSAGES).run("PING", false, out);
      var failure = assertInstanceOf(Failure.class, outcome);
      assertEquals("ConnectionLost", failure.name());
      assertEquals(
          "line 1: cannot connect to 127.0.0.1:" + port + ": Connection refused",
          failure.message());
    }
  }

  private String printed() {
    return printed.toString(UTF_8);
  }
}
