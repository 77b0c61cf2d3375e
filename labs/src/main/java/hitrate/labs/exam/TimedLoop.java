package hitrate.labs.exam;

import hitrate.labs.exam.Keyboard.Input;
import hitrate.labs.exam.Paper.Item;
import hitrate.labs.exam.bank.Question;
import java.time.Duration;

/// An exam against the clock: questions in any order, answers changed at will, no explanation
/// before the end, and an end when the time is up.
final class TimedLoop {
  /// How the exam was left.
  enum End {
    /// Handed in by the candidate, or by the clock.
    HANDED_IN,
    /// To be continued later.
    LEFT
  }

  private static final String NUMBER = "\\d{1,3}";

  private final ExamSession session;
  private final Screen screen;
  private final Keyboard keyboard;
  private final QuestionView view;
  private final Desk desk;

  TimedLoop(ExamSession session, Screen screen, Keyboard keyboard, QuestionView view, Desk desk) {
    this.session = session;
    this.screen = screen;
    this.keyboard = keyboard;
    this.view = view;
    this.desk = desk;
  }

  End run() {
    screen.say(
        "timed.start",
        session.paper().size(),
        clock(session.paper().timeAllowed()),
        session.paper().seed());
    show();
    while (true) {
      screen.prompt(prompt());
      switch (keyboard.next(session.left(), () -> screen.refreshPrompt(prompt()))) {
        case Input.TimeUp _ -> {
          screen.endPrompt();
          screen.say("timed.timeUp");
          return End.HANDED_IN;
        }
        case Input.Closed _ -> {
          screen.endPrompt();
          return End.LEFT;
        }
        case Input.Line(String typed) -> {
          if (typed.equals("q")) {
            return End.LEFT;
          }
          if (typed.equals("h") && confirmed()) {
            return End.HANDED_IN;
          }
          if (!typed.equals("h")) {
            act(typed);
          }
          desk.save(session);
        }
      }
    }
  }

  private void act(String typed) {
    var question = session.current().question();
    switch (typed) {
      case "", "n" -> next();
      case "p" -> go(session.position() - 1);
      case "l" -> overview();
      case "?" -> screen.say("timed.help");
      case "m" -> {
        session.toggleFlag(question);
        screen.say(session.isFlagged(question) ? "timed.marked" : "timed.unmarked");
      }
      default -> {
        if (typed.matches(NUMBER)) {
          go(Integer.parseInt(typed) - 1);
        } else {
          answer(typed);
        }
      }
    }
  }

  private void answer(String typed) {
    var item = session.current();
    var chosen = QuestionView.parse(item, typed);
    if (chosen.isEmpty()) {
      view.explainInput(item);
      return;
    }
    session.answer(item.question(), chosen);
    screen.say("timed.noted", String.join(", ", item.shownLetters(chosen)));
    next();
  }

  private void next() {
    if (session.atEnd()) {
      overview();
      screen.say("timed.lastOne");
    } else {
      go(session.position() + 1);
    }
  }

  private void go(int index) {
    session.goTo(index);
    show();
  }

  private void show() {
    var item = session.current();
    var question = item.question();
    view.ask(item, session.position(), session.paper().size(), session.isFlagged(question));
    var chosen = session.answerTo(question);
    if (!chosen.isEmpty()) {
      screen.say("timed.yourAnswer", String.join(", ", item.shownLetters(chosen)));
    }
  }

  /// One line a question: number, answer, mark.
  private void overview() {
    screen.gap();
    for (int i = 0; i < session.paper().size(); i++) {
      screen.line(overviewLine(i, session.paper().items().get(i)));
    }
    screen.say("timed.overview", session.answered(), session.paper().size());
  }

  private String overviewLine(int index, Item item) {
    Question question = item.question();
    var letters = String.join(", ", item.shownLetters(session.answerTo(question)));
    var mark = session.isFlagged(question) ? "  " + screen.text("flagged") : "";
    return "%4d  %s%s"
        .formatted(index + 1, letters.isEmpty() ? screen.text("timed.open") : letters, mark);
  }

  /// Handing in with open questions takes a second word, since open ones count as wrong.
  private boolean confirmed() {
    int open = session.paper().size() - session.answered();
    if (open == 0) {
      return true;
    }
    screen.prompt(screen.text("timed.confirm", open));
    var input = keyboard.next(session.left(), () -> {});
    return switch (input) {
      case Input.Line(String typed) -> typed.equals("h");
      case Input.TimeUp _ -> true;
      case Input.Closed _ -> false;
    };
  }

  private String prompt() {
    return screen.text(
        "timed.prompt", clock(session.left()), session.position() + 1, session.paper().size());
  }

  /// Hours, minutes and seconds, always as long: `0:24:00`.
  static String clock(Duration time) {
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
