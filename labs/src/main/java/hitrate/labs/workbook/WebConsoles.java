package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.grader.text.Messages;
import hitrate.labs.console.ConsoleSession;
import hitrate.labs.console.Conversation;
import hitrate.labs.console.Endpoint;
import hitrate.labs.console.ReplyFormat;
import hitrate.labs.console.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// The consoles of the open pages: each page has a connection of its own, so that `SELECT` or
/// `MULTI` in one tab does not surprise another.
final class WebConsoles implements AutoCloseable {
  /// One piece of output. `kind` is `reply`, `error`, `nil`, `note`, `problem`, `clear` or `end`,
  /// which comes last and holds the next prompt.
  record Piece(String kind, String text) {}

  private static final int MOST_SESSIONS = 24;
  private static final int MOST_PIECE = 200_000;
  private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9-]{8,64}");

  private final Endpoint endpoint;
  private final LinkedHashMap<String, ConsoleSession> sessions =
      new LinkedHashMap<>(16, 0.75f, true);

  WebConsoles(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /// Refuses names that no page gives its console.
  ///
  /// @throws Refusal when `session` is not 8 to 64 letters, digits and hyphens
  static void checkName(String session) {
    if (!SESSION.matcher(session).matches()) {
      throw new Refusal(400, "The session has no proper name.");
    }
  }

  /// Runs `line` in the console `session` and writes its output to `out` as it comes, one JSON
  /// object a line. Returns when the command has ended or was interrupted.
  void run(String session, String line, Messages messages, OutputStream out) throws IOException {
    var console = session(session, messages);
    var screen = new PageScreen(out);
    synchronized (console) {
      console.execute(line, screen);
      screen.write(new Piece("end", console.prompt()));
    }
  }

  /// Stops what the console `session` is doing.
  void interrupt(String session) {
    ConsoleSession console;
    synchronized (sessions) {
      console = sessions.get(session);
    }
    if (console != null) {
      console.interrupt();
    }
  }

  private ConsoleSession session(String name, Messages messages) {
    synchronized (sessions) {
      if (!sessions.containsKey(name) && sessions.size() >= MOST_SESSIONS) {
        closeOldest();
      }
      return sessions.computeIfAbsent(
          name,
          fresh ->
              new ConsoleSession(new Conversation(endpoint), messages, ConsoleSession.Place.PAGE));
    }
  }

  private void closeOldest() {
    Iterator<Map.Entry<String, ConsoleSession>> oldest = sessions.entrySet().iterator();
    oldest.next().getValue().close();
    oldest.remove();
  }

  @Override
  public void close() {
    synchronized (sessions) {
      sessions.values().forEach(ConsoleSession::close);
      sessions.clear();
    }
  }

  /// Writes to the page; a page that has gone away stops the command by the exception.
  private record PageScreen(OutputStream out) implements Screen {
    @Override
    public void reply(List<Bytes> command, Reply reply) {
      String kind =
          switch (reply) {
            case Reply.Error error -> "error";
            case Reply.Null nothing -> "nil";
            case Reply.NullArray nothing -> "nil";
            default -> "reply";
          };
      write(new Piece(kind, ReplyFormat.TERMINAL.show(command, reply)));
    }

    @Override
    public void note(String text) {
      write(new Piece("note", text));
    }

    @Override
    public void problem(String text) {
      write(new Piece("problem", text));
    }

    @Override
    public void clear() {
      write(new Piece("clear", ""));
    }

    void write(Piece piece) {
      var shown =
          piece.text().length() <= MOST_PIECE
              ? piece
              : new Piece(piece.kind(), piece.text().substring(0, MOST_PIECE) + "\n…");
      try {
        out.write((JsonMapper.shared().writeValueAsString(shown) + "\n").getBytes(UTF_8));
        out.flush();
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
  }
}
