package hitrate.labs.console;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line that the console answers itself.
public sealed interface LocalCommand {
  /// `quit` or `exit`.
  record Quit() implements LocalCommand {}

  /// `clear`.
  record Clear() implements LocalCommand {}

  /// `help` or `?`, with the words that follow.
  record Help(List<String> topic) implements LocalCommand {}

  /// The local command in `line`, `null` when the line is for the server.
  static @Nullable LocalCommand parse(String line) {
    var words = Assistant.words(line);
    if (words.isEmpty()) {
      return null;
    }
    boolean alone = words.size() == 1;
    return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "help", "?" -> new Help(words.subList(1, words.size()));
      case "quit", "exit" -> alone ? new Quit() : null;
      case "clear" -> alone ? new Clear() : null;
      default -> null;
    };
  }
}
