package hitrate.labs.exam.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A transcript as authors write it:
///
/// ```
/// # Two servers each read, add one and write.
/// one> GET views
/// "10"
/// ~ 30 min
/// two> GET views
/// (nil)
/// ```
///
/// `NAME> ` begins a command on the connection of that name, `> ` one on a connection without a
/// name; the lines that follow are its reply as redis-cli shows it. `~ 30 min` moves the engine's
/// clock. `# ` begins a remark.
public record Transcript(List<Step> steps) {
  private static final Pattern COMMAND = Pattern.compile("([a-z0-9-]*)> (.+)");
  private static final Pattern LATER = Pattern.compile("~ (\\d{1,9}) (ms|s|min|h)");

  public Transcript {
    steps = List.copyOf(steps);
  }

  /// One step.
  public sealed interface Step {
    /// A command and the reply it must get, line by line.
    record Command(String client, String line, List<String> expected) implements Step {
      public Command {
        expected = List.copyOf(expected);
      }
    }

    /// Time passes.
    record Later(String text, Duration by) implements Step {}

    /// A sentence for the reader.
    record Remark(String text) implements Step {}
  }

  /// Reads a transcript.
  ///
  /// @throws IllegalArgumentException for a line that belongs to no command
  public static Transcript parse(String text) {
    var steps = new ArrayList<Step>();
    for (var line : text.lines().toList()) {
      var command = COMMAND.matcher(line);
      var later = LATER.matcher(line);
      if (command.matches()) {
        steps.add(new Step.Command(command.group(1), command.group(2), List.of()));
      } else if (later.matches()) {
        steps.add(new Step.Later(line, duration(Long.parseLong(later.group(1)), later.group(2))));
      } else if (line.startsWith("# ")) {
        steps.add(new Step.Remark(line));
      } else if (!steps.isEmpty() && steps.getLast() instanceof Step.Command last) {
        steps.set(steps.size() - 1, withReplyLine(last, line));
      } else {
        throw new IllegalArgumentException("not a command, a reply or a remark: " + line);
      }
    }
    return new Transcript(steps);
  }

  private static Step withReplyLine(Step.Command command, String line) {
    var expected = new ArrayList<>(command.expected());
    expected.add(line);
    return new Step.Command(command.client(), command.line(), expected);
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "min" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
