package hitrate.labs.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TerminalConsoleTest {
  private static final String DOCS =
      """
      *2
      $3
      set
      *4
      $7
      summary
      $6
      Stores
      $9
      arguments
      *1
      *4
      $4
      name
      $3
      key
      $4
      type
      $3
      key
      """
          .replace("\n", "\r\n");

  @TempDir Path folder;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  /// Types `keys` at a console whose server answers each command but COMMAND DOCS with `reply`.
  private List<List<String>> type(String keys, String reply) throws Exception {
    var messages = Messages.load(ConsoleSession.class, ConsoleSession.BUNDLE, Locale.ENGLISH);
    var keyboard = new PipedOutputStream();
    try (var server =
            new ScriptedServer(words -> words.getFirst().equals("COMMAND") ? DOCS : reply);
        var session =
            new ConsoleSession(
                new Conversation(Endpoint.of("127.0.0.1", server.port())),
                messages,
                ConsoleSession.Place.TERMINAL);
        var terminal =
            new ExternalTerminal(
                "test", "xterm", new PipedInputStream(keyboard, 8192), shown, UTF_8)) {
      terminal.setSize(Size.of(100, 30));
      session.connect();
      keyboard.write(keys.getBytes(UTF_8));
      keyboard.flush();
      new TerminalConsole(
              session,
              ReplyFormat.TERMINAL,
              messages,
              Paint.PLAIN,
              terminal,
              folder.resolve(".lab/history"))
          .run();
      server.received.poll(); // COMMAND DOCS
      return List.copyOf(server.received);
    }
  }

  private String screen() {
    return shown.toString(UTF_8);
  }

  @Test
  void sendsEachLineAndShowsTheReply() throws Exception {
    assertEquals(List.of(List.of("GET", "k")), type("GET k\rquit\r", "$5\r\nhello\r\n"));
    assertTrue(screen().contains("\"hello\""), screen());
  }

  @Test
  void completesAWordWithTab() throws Exception {
    assertEquals(List.of(List.of("set", "k")), type("se\tk\rquit\r", "+OK\r\n"));
  }

  @Test
  void hintsTheRestOfTheSyntaxBehindTheCursor() throws Exception {
    type("SET \rquit\r", "+OK\r\n");
    assertTrue(screen().contains("key"), screen());
  }

  @Test
  void remembersLinesAcrossSessionsButNoPasswords() throws Exception {
    type("GET k\rAUTH secret\rquit\r", "+OK\r\n");
    assertEquals(List.of("GET k", "quit"), Files.readAllLines(folder.resolve(".lab/history")));
    var again = type("\u001bOA\u001bOA\rquit\r", "+OK\r\n");
    assertEquals(List.of(List.of("GET", "k")), again);
  }

  @Test
  void leavesAtTheEndOfInput() throws Exception {
    assertEquals(List.of(), type("\u0004", "+OK\r\n"));
  }

  @Test
  void explainsBadQuotesAndGoesOn() throws Exception {
    assertEquals(List.of(List.of("PING")), type("GET \"k\rPING\rquit\r", "+PONG\r\n"));
    assertTrue(screen().contains("Invalid argument(s)"), screen());
  }
}
