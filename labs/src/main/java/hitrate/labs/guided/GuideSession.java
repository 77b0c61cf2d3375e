package hitrate.labs.guided;

import hitrate.book.transcript.Stage;
import hitrate.labs.guided.GuidedLab.Predict;
import hitrate.labs.guided.GuidedLab.Run;
import hitrate.labs.guided.GuidedLab.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Leads a reader through a lab: asks for a prediction, runs, shows, explains, and remembers the
/// place.
final class GuideSession {

  /// How a step ended: go on, once more, enough for today, or left before its run.
  private enum Way {
    ON,
    AGAIN,
    STOP,
    LEFT
  }

  private static final int SKIPPED = -1;

  private final GuidedLab lab;
  private final Target target;
  private final GuideProgress progress;
  private final Screen screen;
  private final BufferedReader keyboard;

  GuideSession(
      GuidedLab lab,
      Target target,
      GuideProgress progress,
      Screen screen,
      BufferedReader keyboard) {
    this.lab = lab;
    this.target = target;
    this.progress = progress;
    this.screen = screen;
    this.keyboard = keyboard;
  }

  /// Goes on from the step with index `from` until the lab or the reader ends it.
  void run(int from) throws IOException, InterruptedException {
    if (from == 0) {
      screen.title(lab);
    }
    int at = from;
    while (at < lab.steps().size()) {
      Step step = lab.steps().get(at);
      Way way = step(step);
      if (way == Way.LEFT) {
        screen.say("stopped", lab.id());
        return;
      }
      progress.done(lab, at);
      if (way == Way.STOP && at + 1 < lab.steps().size()) {
        screen.say("stopped", lab.id());
        return;
      }
      at += way == Way.AGAIN ? 0 : 1;
    }
    screen.say("finished", progress.right(lab), progress.made(lab));
  }

  private Way step(Step step) throws IOException, InterruptedException {
    screen.heading(lab, step);
    try (Stage stage = target.stage();
        StepRunner runner = new StepRunner(lab, stage)) {
      Predict open = null;
      int chosen = SKIPPED;
      for (GuidedLab.Part part : step.parts()) {
        if (part instanceof Run run) {
          screen.outcome(runner.run(run));
          if (open != null) {
            screen.verdict(open, chosen);
            open = null;
          }
          continue;
        }
        screen.part(part);
        if (part instanceof Predict predict) {
          Integer answer = prediction(predict);
          if (answer == null) {
            return Way.LEFT;
          }
          open = predict;
          chosen = answer;
          if (chosen != SKIPPED) {
            progress.predicted(step, chosen == predict.answer());
          }
        }
      }
    }
    return step.runs() ? onwards() : Way.ON;
  }

  /// The index of the choice, [#SKIPPED], or null when the reader wants to stop.
  private @Nullable Integer prediction(Predict predict) throws IOException {
    char last = Predict.letter(predict.choices().size() - 1);
    while (true) {
      screen.ask("predict.ask", "a", String.valueOf(last));
      String word = word();
      if (word == null || word.equals("q")) {
        return null;
      }
      screen.line("");
      if (word.isEmpty()) {
        return SKIPPED;
      }
      int chosen = word.charAt(0) - 'a';
      if (word.length() == 1 && chosen >= 0 && chosen < predict.choices().size()) {
        return chosen;
      }
      screen.say("predict.what", "a", String.valueOf(last));
    }
  }

  private Way onwards() throws IOException {
    while (true) {
      screen.ask("onwards");
      String word = word();
      if (word == null || word.equals("q")) {
        return Way.STOP;
      }
      switch (word) {
        case "" -> {
          return Way.ON;
        }
        case "r" -> {
          return Way.AGAIN;
        }
        default -> screen.say("onwards.what");
      }
    }
  }

  private @Nullable String word() throws IOException {
    String line = keyboard.readLine();
    return line == null ? null : line.strip().toLowerCase(Locale.ROOT);
  }
}
