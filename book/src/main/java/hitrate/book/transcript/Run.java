package hitrate.book.transcript;

import java.util.ArrayList;
import java.util.List;

/// What happened when a transcript ran.
public record Run(List<Event> events) {

  public Run {
    events = List.copyOf(events);
  }

  /// One step and what it showed.
  public sealed interface Event {}

  /// A command and its output, line by line; `error` when the server refused it.
  public record Exchange(Transcript.Command command, List<String> output, boolean error)
      implements Event {}

  /// Time that passed.
  public record Passed(Transcript.Pause pause) implements Event {}

  /// A line for the reader.
  public record Said(String text) implements Event {}

  /// The run as plain text, as a reader sees it on a console.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (Event event : events) {
      switch (event) {
        case Exchange(var command, var output, var error) -> {
          lines.add(command.prompt() + command.text());
          lines.addAll(output);
        }
        case Passed(var pause) -> lines.add("~ " + pause.text());
        case Said(var text) -> lines.add("# " + text);
      }
    }
    return lines;
  }
}
