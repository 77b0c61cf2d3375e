package hitrate.labs.exam;

import hitrate.labs.exam.bank.Question;

/// The prompt behind an explanation: go on, see the proof run, or stop.
final class Afterwards {
  private final Screen screen;
  private final Keyboard keyboard;
  private final Desk desk;

  Afterwards(Screen screen, Keyboard keyboard, Desk desk) {
    this.screen = screen;
    this.keyboard = keyboard;
    this.desk = desk;
  }

  /// Whether to go on after this question.
  boolean goesOn(Question question, boolean last) {
    while (true) {
      screen.prompt(screen.text(last ? "review.afterLast" : "review.after"));
      var typed = keyboard.line();
      if (typed.isEmpty()) {
        screen.endPrompt();
        return false;
      }
      switch (typed.get()) {
        case "", "n" -> {
          return true;
        }
        case "q" -> {
          return false;
        }
        case "p", "prove" -> desk.prove(question, screen);
        default -> screen.say("review.helpAfter");
      }
    }
  }
}
