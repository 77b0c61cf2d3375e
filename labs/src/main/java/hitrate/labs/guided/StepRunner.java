package hitrate.labs.guided;

import hitrate.book.transcript.ProgramRunner;
import hitrate.book.transcript.Run.Event;
import hitrate.book.transcript.Run.Exchange;
import hitrate.book.transcript.Run.Passed;
import hitrate.book.transcript.Run.Said;
import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Transcript;
import hitrate.book.transcript.TranscriptException;
import hitrate.book.transcript.TranscriptRunner;
import hitrate.labs.guided.GuidedLab.Commands;
import hitrate.labs.guided.GuidedLab.Program;
import hitrate.labs.guided.GuidedLab.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs what stands in one step, on a node that is empty at first. A step that runs commands twice
/// goes on where the first ones ended.
final class StepRunner implements AutoCloseable {

  /// A line of output and what it is, so that a screen can show the difference.
  record Line(Kind kind, String text) {
    enum Kind {
      COMMAND,
      OUTPUT,
      ERROR,
      PAUSE,
      REMARK
    }
  }

  /// What a run showed. `difference` is empty when that is what the text says, else it shows both.
  record Outcome(List<Line> lines, String difference) {
    Outcome {
      lines = List.copyOf(lines);
    }

    boolean asWritten() {
      return difference.isEmpty();
    }
  }

  private final GuidedLab lab;
  private final Stage stage;
  private final TranscriptRunner console;

  StepRunner(GuidedLab lab, Stage stage) {
    this.lab = lab;
    this.stage = stage;
    this.console = new TranscriptRunner(stage);
  }

  Outcome run(Run run) throws IOException, InterruptedException {
    return switch (run) {
      case Commands(Transcript transcript) -> commands(transcript);
      case Program(String file, List<String> expected) ->
          program(lab.folder().resolve(file), expected);
    };
  }

  private Outcome commands(Transcript transcript) throws IOException, InterruptedException {
    var shown = console.run(transcript);
    var lines = new ArrayList<Line>();
    for (Event event : shown.events()) {
      switch (event) {
        case Exchange(var command, var output, var error) -> {
          lines.add(new Line(Line.Kind.COMMAND, command.prompt() + command.text()));
          for (String line : output) {
            lines.add(new Line(error ? Line.Kind.ERROR : Line.Kind.OUTPUT, line));
          }
        }
        case Passed(var pause) -> lines.add(new Line(Line.Kind.PAUSE, "... " + pause.text()));
        case Said(var text) -> lines.add(new Line(Line.Kind.REMARK, "# " + text));
      }
    }
    return new Outcome(lines, difference(() -> TranscriptRunner.check(shown)));
  }

  private Outcome program(Path file, List<String> expected)
      throws IOException, InterruptedException {
    var lines = new ArrayList<Line>();
    lines.add(new Line(Line.Kind.REMARK, "# " + file.getFileName()));
    List<String> printed;
    try {
      printed = ProgramRunner.run(file, stage);
    } catch (TranscriptException e) {
      return new Outcome(lines, String.valueOf(e.getMessage()));
    }
    printed.forEach(line -> lines.add(new Line(Line.Kind.OUTPUT, line)));
    return new Outcome(lines, difference(() -> ProgramRunner.check(file, expected, printed)));
  }

  private static String difference(Runnable check) {
    try {
      check.run();
      return "";
    } catch (TranscriptException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    console.close();
  }
}
