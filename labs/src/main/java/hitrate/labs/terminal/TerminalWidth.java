package hitrate.labs.terminal;

import hitrate.grader.text.Paint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// How wide the terminal is at this moment.
public final class TerminalWidth {
  private static final int UNKNOWN = 80;
  private static final String TERMINAL = "/dev/tty";

  private TerminalWidth() {}

  /// Columns; 80 for files, pipes and terminals that do not say. A terminal without colours is as
  /// narrow as one with them.
  public static int of(Paint paint) {
    return paint == Paint.ANSI || isTerminal() ? now() : UNKNOWN;
  }

  /// Whether what is printed goes to a terminal.
  public static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /// Columns of the terminal that this process belongs to; 80 where it does not say.
  public static int now() {
    if (!new File(TERMINAL).exists()) {
      return UNKNOWN;
    }
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File(TERMINAL))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      return columns(answer);
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  /// The second number of `24 80`; a terminal that does not know says `0 0`.
  static int columns(String answer) {
    var numbers = answer.strip().split(" ");
    boolean known = numbers.length == 2 && numbers[1].matches("[1-9]\\d{0,4}");
    return known ? Integer.parseInt(numbers[1]) : UNKNOWN;
  }
}
