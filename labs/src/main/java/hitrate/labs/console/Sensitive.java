package hitrate.labs.console;

import java.util.List;
import java.util.Locale;

/// Which lines hold a password and therefore stay out of the history.
final class Sensitive {
  private Sensitive() {}

  /// Whether `line` logs in, names a password in the configuration, or defines a user.
  static boolean line(String line) {
    List<String> words =
        Assistant.words(line).stream().map(word -> word.toUpperCase(Locale.ROOT)).toList();
    if (words.isEmpty()) {
      return false;
    }
    return switch (words.getFirst()) {
      case "AUTH" -> true;
      case "HELLO", "MIGRATE" -> words.contains("AUTH") || words.contains("AUTH2");
      case "ACL" -> words.size() > 1 && words.get(1).equals("SETUSER");
      case "CONFIG" ->
          words.stream().anyMatch(word -> word.endsWith("PASS") || word.endsWith("AUTH"));
      default -> false;
    };
  }
}
