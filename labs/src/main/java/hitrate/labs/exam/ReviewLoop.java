package hitrate.labs.exam;

import hitrate.labs.exam.Paper.Item;
import java.util.Set;

/// Asks one question after the other and explains each at once.
final class ReviewLoop {
  private final ExamSession session;
  private final Screen screen;
  private final Keyboard keyboard;
  private final QuestionView view;
  private final Desk desk;
  private final Afterwards afterwards;

  ReviewLoop(ExamSession session, Screen screen, Keyboard keyboard, QuestionView view, Desk desk) {
    this.session = session;
    this.screen = screen;
    this.keyboard = keyboard;
    this.view = view;
    this.desk = desk;
    this.afterwards = new Afterwards(screen, keyboard, desk);
  }

  /// Returns when the last question is answered, the candidate stops or the input ends.
  void run() {
    screen.say("review.start", session.paper().size(), session.paper().seed());
    boolean goOn = true;
    while (goOn) {
      goOn = ask(session.current()) && !session.atEnd();
      if (goOn) {
        session.goTo(session.position() + 1);
      }
    }
  }

  /// Whether to go on after this question.
  private boolean ask(Item item) {
    var question = item.question();
    view.ask(item, session.position(), session.paper().size(), false);
    while (true) {
      screen.prompt(screen.text("review.prompt"));
      var typed = keyboard.line();
      if (typed.isEmpty()) {
        screen.endPrompt();
        return false;
      }
      switch (typed.get()) {
        case "q" -> {
          return false;
        }
        case "s" -> {
          return true;
        }
        case "?" -> screen.say("review.help");
        default -> {
          Set<String> chosen = QuestionView.parse(item, typed.get());
          if (chosen.isEmpty()) {
            view.explainInput(item);
            continue;
          }
          session.answer(question, chosen);
          desk.answered(session, question);
          view.explain(item, chosen);
          return afterwards.goesOn(question, session.atEnd());
        }
      }
    }
  }
}
