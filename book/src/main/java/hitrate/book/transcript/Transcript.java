package hitrate.book.transcript;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The lines of a console session as an author writes them:
///
/// ```
/// > SET greeting hello          a command
/// OK                            the output expected of it, one or more lines
/// app-1> GET greeting           a command of another client, on a connection of its own
/// ~ 10 s                        ten seconds pass (units: ms, s, min, h)
/// # a remark
/// ```
///
/// Output may be left out where the run is to supply it. It may hold masks for what differs from
/// run to run, see [Masks].
public record Transcript(List<Step> steps) {

  private static final Pattern COMMAND = Pattern.compile("([a-z][a-z0-9-]*)?> ?(.*)");
  private static final Pattern PAUSE = Pattern.compile("~ *(\\d+) *(ms|s|min|h)");

  public Transcript {
    steps = List.copyOf(steps);
  }

  /// One thing that happens in a session.
  public sealed interface Step {}

  /// A command typed by a client. `client` is empty for the only or first one; `expected` holds the
  /// lines of output the author wrote, none when the run is to supply them; `line` counts from 1
  /// within the block.
  public record Command(String client, String text, List<String> expected, int line)
      implements Step {

    /// `> ` or `app-1> `, as it is shown before the command.
    public String prompt() {
      return client + "> ";
    }
  }

  /// Time that passes between two commands.
  public record Pause(Duration duration) implements Step {

    /// The pause as the notation writes it: `10 s`.
    public String text() {
      long millis = duration.toMillis();
      if (millis % 1000 != 0) {
        return millis + " ms";
      }
      if (millis % 60_000 != 0) {
        return millis / 1000 + " s";
      }
      return millis % 3_600_000 != 0 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
    }
  }

  /// A line for the reader that is not typed.
  public record Remark(String text) implements Step {}

  /// Reads the notation.
  ///
  /// @throws TranscriptException when output stands before any command, or a pause cannot be read
  public static Transcript parse(List<String> lines) {
    var steps = new ArrayList<Step>();
    var output = new ArrayList<String>();
    Command open = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).stripTrailing();
      Matcher command = COMMAND.matcher(line);
      boolean outside = line.startsWith("~") || line.startsWith("# ") || command.matches();
      if (outside || line.isEmpty()) {
        close(open, output, steps);
        open = null;
      }
      if (command.matches()) {
        String client = command.group(1) == null ? "" : command.group(1);
        open = new Command(client, command.group(2), List.of(), i + 1);
      } else if (outside) {
        steps.add(line.startsWith("~") ? pause(line, i + 1) : new Remark(line.substring(2)));
      } else if (open != null) {
        output.add(line);
      } else if (!line.isEmpty()) {
        throw new TranscriptException(i + 1, "output without a command before it: " + line);
      }
    }
    close(open, output, steps);
    return new Transcript(steps);
  }

  /// Reads the notation from one text.
  public static Transcript parse(String text) {
    return parse(text.lines().toList());
  }

  private static void close(@Nullable Command open, List<String> output, List<Step> steps) {
    if (open != null) {
      steps.add(new Command(open.client(), open.text(), List.copyOf(output), open.line()));
      output.clear();
    }
  }

  private static Pause pause(String line, int number) {
    Matcher pause = PAUSE.matcher(line);
    if (!pause.matches()) {
      throw new TranscriptException(number, "a pause reads like '~ 10 s', not '" + line + "'");
    }
    long amount = Long.parseLong(pause.group(1));
    return new Pause(
        switch (pause.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "min" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }
}
