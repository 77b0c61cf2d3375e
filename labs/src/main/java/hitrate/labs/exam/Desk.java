package hitrate.labs.exam;

import hitrate.labs.exam.bank.Question;
import hitrate.labs.exam.proof.Prover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// What lies around a session: the unfinished exam, the history, and the engine that proves things.
final class Desk {
  private final StateFile<SavedExam> saved;
  private final StateFile<History> history;
  private final Prover prover;
  private final InstantSource clock;

  Desk(StateFile<SavedExam> saved, StateFile<History> history, Prover prover, InstantSource clock) {
    this.saved = saved;
    this.history = history;
    this.prover = prover;
    this.clock = clock;
  }

  /// The session that was left unfinished.
  Optional<SavedExam> unfinished() throws IOException {
    return saved.read();
  }

  /// The ids of the questions whose latest answer was wrong.
  Set<String> wrong() throws IOException {
    return history.read().orElse(History.EMPTY).wrong();
  }

  /// Keeps the session, so that nothing is lost whatever ends the process.
  void save(ExamSession session) {
    run(() -> saved.write(session.save()));
  }

  /// The session is over.
  void finished() {
    run(saved::delete);
  }

  /// Keeps the session and enters its newest answer into the history.
  void answered(ExamSession session, Question question) {
    save(session);
    boolean right = session.answerTo(question).equals(question.rightLetters());
    var now = clock.instant();
    run(() -> history.update(History.EMPTY, before -> before.with(question.id(), right, now)));
  }

  /// Enters a whole exam into the history.
  void handedIn(Score score, long seed) {
    var now = clock.instant();
    run(() -> history.update(History.EMPTY, before -> before.with(score, seed, now)));
  }

  /// Runs the proof of a question before the candidate's eyes.
  void prove(Question question, Screen screen) {
    screen.gap();
    screen.paragraphs(question.proof().shows());
    screen.gap();
    var outcome = prover.run(question.proof(), line -> screen.line("  " + line));
    screen.gap();
    screen.say("proved." + (outcome.holds() ? "yes" : "no"));
    outcome.remarks().forEach(screen::paragraphs);
    screen.gap();
  }

  private interface FileAction {
    void run() throws IOException;
  }

  private static void run(FileAction action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
