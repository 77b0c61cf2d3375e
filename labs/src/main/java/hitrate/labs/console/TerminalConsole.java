package hitrate.labs.console;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/// A console on a terminal: line editing, completion, hints and a history that outlives the
/// session.
///
/// Ctrl-C at the prompt drops the line, Ctrl-C while a command waits stops the command, Ctrl-D
/// leaves.
public final class TerminalConsole implements Screen {
  private static final Duration SLOW = Duration.ofMillis(500);

  private final ConsoleSession session;
  private final ReplyFormat format;
  private final Messages messages;
  private final Paint paint;
  private final Terminal terminal;
  private final LineReader reader;
  private Instant began = Instant.EPOCH;

  /// A console for `session` on `terminal`, which remembers lines in the file `history`.
  public TerminalConsole(
      ConsoleSession session,
      ReplyFormat format,
      Messages messages,
      Paint paint,
      Terminal terminal,
      Path history) {
    this.session = session;
    this.format = format;
    this.messages = messages;
    this.paint = paint;
    this.terminal = terminal;
    var assistant =
        new Assistant(
            session.catalog(),
            ConsoleSession.localCommands(messages, ConsoleSession.Place.TERMINAL));
    this.reader = reader(terminal, assistant, history);
    TailHints.install(reader, assistant);
  }

  /// Reads and carries out lines until the user leaves.
  public void run() {
    note(messages.text("console.welcome", session.address()));
    terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
    boolean stay = true;
    while (stay) {
      try {
        String line = reader.readLine(session.prompt());
        began = Instant.now();
        stay = session.execute(line, this);
      } catch (UserInterruptException dropped) {
        if (dropped.getPartialLine().isBlank()) {
          note(messages.text("console.leaveHint"));
        }
      } catch (EndOfFileException leaving) {
        stay = false;
      }
    }
  }

  @Override
  public void reply(List<Bytes> command, Reply reply) {
    String text = format.show(command, reply);
    print(
        switch (reply) {
          case Reply.Error error -> paint.bad(text);
          case Reply.Null nothing -> paint.faint(text);
          default -> text;
        });
    if (format == ReplyFormat.TERMINAL && !Conversation.isStreaming(command)) {
      printTimeIfSlow();
    }
  }

  private void printTimeIfSlow() {
    var took = Duration.between(began, Instant.now());
    if (took.compareTo(SLOW) > 0) {
      print(paint.faint(String.format(Locale.ROOT, "(%.2fs)", took.toMillis() / 1000.0)));
    }
  }

  @Override
  public void note(String text) {
    print(paint.faint(text));
  }

  @Override
  public void problem(String text) {
    print(paint.bad(text));
  }

  @Override
  public void clear() {
    terminal.puts(Capability.clear_screen);
    terminal.flush();
  }

  private void print(String text) {
    terminal.writer().println(text);
    terminal.flush();
  }

  private static LineReader reader(Terminal terminal, Assistant assistant, Path history) {
    var parser = new DefaultParser().quoteChars(new char[0]).escapeChars(null);
    parser.setEofOnUnclosedQuote(false);
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("hitrate")
        .parser(parser)
        .history(new DiscreetHistory())
        .completer((line, parsed, candidates) -> {
          String typed = parsed.line().substring(0, parsed.cursor());
          for (var each : assistant.complete(typed)) {
            candidates.add(candidate(each));
          }
        })
        .variable(LineReader.HISTORY_FILE, history)
        .variable(LineReader.HISTORY_FILE_SIZE, 2000)
        .variable(LineReader.BELL_STYLE, "none")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.CASE_INSENSITIVE, true)
        .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
        .build();
  }

  private static Candidate candidate(Assistant.Candidate each) {
    String about = each.description().isEmpty() ? null : each.description();
    return new Candidate(each.word(), each.word(), null, about, null, null, true);
  }

  /// A history that forgets lines with passwords in them.
  private static final class DiscreetHistory extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
      if (!Sensitive.line(line)) {
        super.add(time, line);
      }
    }
  }
}
