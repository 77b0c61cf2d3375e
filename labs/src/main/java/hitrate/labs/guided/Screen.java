package hitrate.labs.guided;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.guided.GuidedLab.Box;
import hitrate.labs.guided.GuidedLab.Listing;
import hitrate.labs.guided.GuidedLab.Part;
import hitrate.labs.guided.GuidedLab.Predict;
import hitrate.labs.guided.GuidedLab.Prose;
import hitrate.labs.guided.GuidedLab.Step;
import hitrate.labs.terminal.Wrap;
import java.io.PrintWriter;

/// Shows the parts of a lab on a terminal or in a file.
final class Screen {

  /// Longer lines are hard to read.
  static final int WIDEST = 84;

  private static final int NARROWEST = 32;
  private static final String INDENT = "    ";

  private final PrintWriter out;
  private final Messages messages;
  private final Paint paint;
  private final int width;

  /// @param columns of the terminal
  Screen(PrintWriter out, Messages messages, Paint paint, int columns) {
    this.out = out;
    this.messages = messages;
    this.paint = paint;
    width = Math.clamp(columns, NARROWEST, WIDEST);
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void say(String key, Object... values) {
    line(messages.text(key, values));
  }

  /// Prints a question and stays on its line.
  void ask(String key, Object... values) {
    out.print(messages.text(key, values) + " ");
    out.flush();
  }

  void title(GuidedLab lab) {
    line(paint.strong(Inline.plain(lab.title())));
    line(paint.faint(wrapped(Inline.plain(lab.summary()))));
    line("");
    lab.opening().forEach(this::part);
  }

  void heading(GuidedLab lab, Step step) {
    int number = lab.steps().indexOf(step) + 1;
    String place = messages.text("step.place", number, lab.steps().size());
    line("");
    line(paint.faint(place) + "  " + paint.strong(Inline.plain(step.title())));
    line("");
  }

  /// Shows a part that is read, not run.
  void part(Part part) {
    switch (part) {
      case Prose(String text) -> {
        line(Inline.render(text, width, "", paint));
        line("");
      }
      case Box(String title, String text) -> {
        line(paint.note(title));
        for (String paragraph : text.split("\n\n")) {
          line(Inline.render(paragraph, width, "  ", paint));
        }
        line("");
      }
      case Listing(var lines) -> {
        lines.forEach(source -> line(INDENT + source));
        line("");
      }
      case Predict predict -> question(predict);
      case GuidedLab.Run run -> throw new IllegalArgumentException("not for reading: " + run);
    }
  }

  private void question(Predict predict) {
    line(paint.note(messages.text("predict")));
    line(Inline.render(predict.question(), width, "  ", paint));
    for (int i = 0; i < predict.choices().size(); i++) {
      String choice = Inline.render(predict.choices().get(i), width, "     ", paint).strip();
      line("  " + Predict.letter(i) + ") " + choice);
    }
    line("");
  }

  void outcome(StepRunner.Outcome outcome) {
    for (StepRunner.Line shown : outcome.lines()) {
      String text = shown.text();
      line(
          INDENT
              + switch (shown.kind()) {
                case COMMAND -> paint.strong(text);
                case OUTPUT -> text;
                case ERROR -> paint.bad(text);
                case PAUSE, REMARK -> paint.faint(text);
              });
    }
    if (!outcome.asWritten()) {
      line("");
      line(paint.bad(messages.text("run.differs")));
      outcome.difference().lines().forEach(difference -> line(INDENT + difference));
    }
    line("");
  }

  void verdict(Predict predict, int chosen) {
    String letter = String.valueOf(Predict.letter(predict.answer()));
    String answer = Inline.plain(predict.choices().get(predict.answer()));
    if (chosen == predict.answer()) {
      line(paint.good(wrapped(messages.text("predict.right", letter, answer))));
    } else if (chosen < 0) {
      line(wrapped(messages.text("predict.skipped", letter, answer)));
    } else {
      var own = String.valueOf(Predict.letter(chosen));
      line(paint.note(wrapped(messages.text("predict.wrong", own, letter, answer))));
    }
    line("");
  }

  private String wrapped(String text) {
    return String.join("\n", Wrap.lines(text, "", "", width, Paint.PLAIN));
  }
}
