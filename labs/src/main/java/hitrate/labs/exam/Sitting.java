package hitrate.labs.exam;

import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.Question;
import hitrate.labs.exam.bank.QuestionBank;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// One candidate at the keyboard, from the first question to the result.
final class Sitting {
  private final QuestionBank bank;
  private final Desk desk;
  private final Screen screen;
  private final Keyboard keyboard;
  private final LongSupplier nanoTime;
  private final QuestionView view;

  Sitting(QuestionBank bank, Desk desk, Screen screen, Keyboard keyboard, LongSupplier nanoTime) {
    this.bank = bank;
    this.desk = desk;
    this.screen = screen;
    this.keyboard = keyboard;
    this.nanoTime = nanoTime;
    this.view = new QuestionView(screen, bank);
  }

  /// What came of a session.
  ///
  /// @param score empty where the session was left to be continued, or nothing was answered
  record End(ExamSession session, Optional<Score> score) {
    /// Whether the session waits to be continued.
    boolean left() {
      return session.paper().mode() == Mode.timed && score.isEmpty();
    }
  }

  /// A session on a fresh paper.
  ExamSession begin(Paper paper) {
    var session = ExamSession.begin(paper, nanoTime);
    desk.save(session);
    return session;
  }

  /// The session that was left unfinished.
  ///
  /// @throws UserError where there is none, or the bank has changed too much
  ExamSession resume() throws IOException {
    var saved = desk.unfinished().orElseThrow(() -> UserError.usage(screen.text("resume.none")));
    List<Question> questions = new ArrayList<>();
    for (var id : saved.questions()) {
      questions.add(bank.find(id).orElseThrow(() -> new UserError(screen.text("resume.changed"))));
    }
    return ExamSession.resume(Paper.of(saved.mode(), saved.seed(), questions), saved, nanoTime);
  }

  /// Whether the candidate wants to go on with the unfinished exam.
  boolean wantsToResume(SavedExam saved) {
    screen.say("resume.waiting", saved.answers().size(), saved.questions().size());
    screen.prompt(screen.text("resume.prompt"));
    return keyboard
        .line()
        .map(typed -> !typed.equals("n"))
        .orElseThrow(() -> UserError.usage(screen.text("resume.choose")));
  }

  /// Asks until the session ends and shows its result.
  End conduct(ExamSession session) {
    return session.paper().mode() == Mode.timed ? conductTimed(session) : conductReview(session);
  }

  private End conductReview(ExamSession session) {
    new ReviewLoop(session, screen, keyboard, view, desk).run();
    desk.finished();
    var score = session.scoreOfAnswered();
    if (score.questions().isEmpty()) {
      screen.say("result.none");
      return new End(session, Optional.empty());
    }
    new ResultView(screen, bank).show(score, session.used(), false);
    return new End(session, Optional.of(score));
  }

  private End conductTimed(ExamSession session) {
    var left = new TimedLoop(session, screen, keyboard, view, desk).run();
    if (left == TimedLoop.End.LEFT) {
      desk.save(session);
      screen.say("timed.left", TimedLoop.clock(session.left()));
      return new End(session, Optional.empty());
    }
    var score = session.score();
    desk.handedIn(score, session.paper().seed());
    desk.finished();
    new ResultView(screen, bank).show(score, session.used(), true);
    walkThrough(session);
    return new End(session, Optional.of(score));
  }

  /// After the exam: every question again, explained.
  private void walkThrough(ExamSession session) {
    var afterwards = new Afterwards(screen, keyboard, desk);
    var paper = session.paper();
    screen.prompt(screen.text("timed.walk"));
    boolean goOn = keyboard.line().filter(typed -> !typed.equals("q")).isPresent();
    if (!goOn) {
      screen.endPrompt();
    }
    for (int i = 0; goOn && i < paper.size(); i++) {
      var item = paper.items().get(i);
      view.ask(item, i, paper.size(), false);
      view.explain(item, session.answerTo(item.question()));
      goOn = afterwards.goesOn(item.question(), i == paper.size() - 1);
    }
  }
}
