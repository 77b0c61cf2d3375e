package hitrate.grader.text;

import java.util.Map;

/// Colours a text for the terminal, or leaves it plain where there is none.
///
/// Meaning never rests on colour alone: the words around it say the same.
public enum Paint {
  /// Text as it is: files, pipes, `NO_COLOR`, dumb terminals.
  PLAIN,
  /// ANSI escape sequences.
  ANSI;

  /// Colour when standard input and output are a terminal and the user has not asked for plain text
  /// (`NO_COLOR` set to anything, see no-color.org; `TERM=dumb`).
  public static Paint forTerminal() {
    var console = System.console();
    return choose(console != null && console.isTerminal(), System.getenv());
  }

  /// The decision behind [#forTerminal], apart for testing.
  public static Paint choose(boolean terminal, Map<String, String> environment) {
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return terminal && !plain ? ANSI : PLAIN;
  }

  /// Bold.
  public String strong(String text) {
    return wrap("1", text);
  }

  /// Dimmed.
  public String faint(String text) {
    return wrap("2", text);
  }

  /// Green: passed, done.
  public String good(String text) {
    return wrap("32", text);
  }

  /// Red: failed, wrong.
  public String bad(String text) {
    return wrap("31", text);
  }

  /// Yellow: worth a look.
  public String note(String text) {
    return wrap("33", text);
  }

  private String wrap(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
