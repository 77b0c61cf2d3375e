package hitrate.labs.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Messages;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainConsoleTest {
  private final CacheNode node = CacheNode.start();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Messages messages =
      Messages.load(ConsoleSession.class, ConsoleSession.BUNDLE, Locale.ENGLISH);

  @AfterEach
  void stop() {
    node.close();
  }

  private PlainConsole console(ReplyFormat format, int port) {
    var session =
        new ConsoleSession(
            new Conversation(Endpoint.of("127.0.0.1", port)),
            messages,
            ConsoleSession.Place.TERMINAL);
    return new PlainConsole(session, format, new PrintWriter(out), new PrintWriter(err));
  }

  private boolean runLines(String lines) throws Exception {
    return console(ReplyFormat.TERMINAL, node.port())
        .runLines(new ByteArrayInputStream(lines.getBytes(UTF_8)));
  }

  @Test
  void runsTheLinesOfAPipeInOrder() throws Exception {
    assertTrue(runLines("SET k \"two words\"\n\nGET k\nGET nothing"));
    assertEquals("OK\n\"two words\"\n(nil)\n", out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void goesOnAfterAnErrorAndReportsItAtTheEnd() throws Exception {
    assertFalse(runLines("NONSENSE\r\nSET k v\r\n"));
    assertTrue(out.toString().startsWith("(error) ERR unknown command 'NONSENSE'"));
    assertTrue(out.toString().endsWith("OK\n"));
  }

  @Test
  void goesOnAfterALineWithBadQuotes() throws Exception {
    assertFalse(runLines("SET k \"v\nSET k v\n"));
    assertEquals("OK\n", out.toString());
    assertTrue(err.toString().startsWith("Invalid argument(s)"));
  }

  @Test
  void stopsAtQuit() throws Exception {
    assertTrue(runLines("SET k v\nquit\nNONSENSE\n"));
    assertEquals("OK\n", out.toString());
  }

  @Test
  void keepsTextOutsideAsciiWhole() throws Exception {
    console(ReplyFormat.RAW, node.port())
        .runLines(new ByteArrayInputStream("SET k grüße\nGET k\n".getBytes(UTF_8)));
    assertEquals("OK\ngrüße\n", out.toString());
  }

  @Test
  void runsOneCommandWhoseWordsNeedNoQuotes() {
    assertTrue(console(ReplyFormat.TERMINAL, node.port()).runOne(List.of("SET", "k", "a \"b")));
    assertTrue(console(ReplyFormat.TERMINAL, node.port()).runOne(List.of("GET", "k")));
    assertEquals("OK\n\"a \\\"b\"\n", out.toString());
  }

  @Test
  void printsJsonForPrograms() {
    assertTrue(console(ReplyFormat.JSON, node.port()).runOne(List.of("GET", "k")));
    assertFalse(console(ReplyFormat.JSON, node.port()).runOne(List.of("NONSENSE")));
    assertTrue(out.toString().startsWith("null\n{\"error\":\"ERR unknown command"));
  }

  @Test
  void saysInOneLineThatNobodyAnswers() {
    node.close();
    assertFalse(console(ReplyFormat.TERMINAL, node.port()).runOne(List.of("PING")));
    assertEquals("", out.toString());
    assertEquals(
        "Nothing answers at 127.0.0.1:%d (Connection refused). Start an engine with: ./lab start\n"
            .formatted(node.port()),
        err.toString());
  }

  @Test
  void refusesToBecomeAReplica() {
    assertFalse(console(ReplyFormat.TERMINAL, node.port()).runOne(List.of("PSYNC", "?", "-1")));
    assertTrue(err.toString().startsWith("PSYNC turns a connection into a replica's feed"));
  }
}
