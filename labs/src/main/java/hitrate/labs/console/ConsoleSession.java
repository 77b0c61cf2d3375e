package hitrate.labs.console;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.grader.text.Messages;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Carries out the lines of one console: the console's own commands here, all others by the server.
///
/// [#execute] runs on one thread; [#interrupt] may come from another.
public final class ConsoleSession implements AutoCloseable {
  /// The bundle of everything a console says.
  public static final String BUNDLE = "hitrate.labs.console.console";

  /// Where the console is, because the keys and the way out differ.
  public enum Place {
    /// A terminal or a pipe.
    TERMINAL,
    /// The workbook page, whose engine must not be shut down under it.
    PAGE
  }

  private final Conversation conversation;
  private final Messages messages;
  private final Place place;
  private CommandCatalog catalog = CommandCatalog.EMPTY;

  /// A session that talks through `conversation` and speaks the language of `messages`, which holds
  /// [#BUNDLE].
  public ConsoleSession(Conversation conversation, Messages messages, Place place) {
    this.conversation = conversation;
    this.messages = messages;
    this.place = place;
  }

  /// The words a console answers itself and what each does, for an [Assistant].
  public static Map<String, String> localCommands(Messages messages, Place place) {
    var words = new LinkedHashMap<String, String>();
    words.put("help", messages.text("console.local.help"));
    if (place == Place.TERMINAL) {
      words.put("quit", messages.text("console.local.quit"));
    }
    words.put("clear", messages.text("console.local.clear"));
    return words;
  }

  /// Connects, and learns from the server which commands it has.
  ///
  /// @throws IOException when there is no connection; see [#explain]
  public void connect() throws IOException {
    conversation.connect();
    learn();
  }

  /// The commands of the server, empty until [#connect] or the first `help`.
  public CommandCatalog catalog() {
    return catalog;
  }

  /// `host:port` of the server.
  public String address() {
    return conversation.address();
  }

  /// The prompt for the next line.
  public String prompt() {
    return conversation.prompt();
  }

  /// Carries out one line; `false` when it asks to leave.
  public boolean execute(String line, Screen screen) {
    return switch (LocalCommand.parse(line)) {
      case LocalCommand.Quit() -> {
        if (place == Place.PAGE) {
          screen.note(messages.text("console.noQuit"));
        }
        yield place == Place.PAGE;
      }
      case LocalCommand.Clear() -> {
        screen.clear();
        yield true;
      }
      case LocalCommand.Help(var topic) -> {
        help(topic, screen);
        yield true;
      }
      case null -> {
        send(line, screen);
        yield true;
      }
    };
  }

  /// Carries out one command given as words; no word is the console's own.
  public void execute(List<Bytes> words, Screen screen) {
    String name = words.getFirst().toString().toUpperCase(Locale.ROOT);
    if (name.equals("SYNC") || name.equals("PSYNC")) {
      screen.problem(messages.text("console.noReplication", name));
      return;
    }
    if (name.equals("SHUTDOWN") && place == Place.PAGE) {
      screen.problem(messages.text("console.noShutdown"));
      return;
    }
    boolean streaming = Conversation.isStreaming(words) && !conversation.inTransaction();
    if (streaming) {
      screen.note(messages.text("console.streaming"));
    }
    try {
      var ending = conversation.run(words, reply -> screen.reply(words, reply));
      if (ending == Conversation.Ending.INTERRUPTED) {
        reconnect(screen);
      }
    } catch (IOException failure) {
      screen.problem(explain(failure));
    }
  }

  /// Ends the command that runs, if any.
  public void interrupt() {
    conversation.interrupt();
  }

  /// What went wrong with the connection and what to do, in one line.
  public String explain(IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    return switch (failure) {
      case Conversation.CannotConnect nobodyThere ->
          messages.text("console.cannotConnect", conversation.address(), reason);
      case Conversation.Refused refused ->
          messages.text("console.refused", conversation.address(), reason);
      default -> messages.text("console.lost", reason);
    };
  }

  @Override
  public void close() {
    conversation.close();
  }

  private void send(String line, Screen screen) {
    List<Bytes> words;
    try {
      words = Words.split(line);
    } catch (IllegalArgumentException unbalanced) {
      screen.problem(messages.text("console.invalidArguments"));
      return;
    }
    if (!words.isEmpty()) {
      execute(words, screen);
    }
  }

  private void help(List<String> topic, Screen screen) {
    try {
      if (catalog == CommandCatalog.EMPTY && !conversation.inTransaction()) {
        learn();
      }
    } catch (IOException noServer) {
      screen.problem(explain(noServer));
      return;
    }
    new HelpText(messages, place).on(topic, catalog).forEach(screen::note);
  }

  private void reconnect(Screen screen) {
    try {
      conversation.connect();
      screen.note(messages.text("console.stopped"));
    } catch (IOException failure) {
      screen.problem(explain(failure));
    }
  }

  private void learn() throws IOException {
    conversation.run(
        List.of(Bytes.of("COMMAND"), Bytes.of("DOCS")),
        reply -> {
          if (!(reply instanceof Reply.Error)) {
            catalog = CommandCatalog.from(reply);
          }
        });
  }
}
