package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.report.GradeReport;
import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The course of `./lab watch`: grade, show the first failure, wait for a save or a key; when an
/// exercise is passed, go on to the next by itself.
final class WatchSession {
  private final Desk desk;
  private final Grade grade;
  private final BlockingQueue<Event> events;
  private final boolean keys;
  private final Opened opened;

  /// Grades the learner's work.
  @FunctionalInterface
  interface Grade {
    GradeReport grade(Exercise exercise) throws IOException;
  }

  /// Hears which exercise is on the desk now.
  @FunctionalInterface
  interface Opened {
    void opened(Exercise exercise) throws IOException;
  }

  /// What wakes the session.
  sealed interface Event {
    /// The files have changed.
    record Saved() implements Event {}

    /// A key was pressed.
    record Key(char letter) implements Event {}

    /// The watching itself failed.
    record Broken(IOException reason) implements Event {}
  }

  WatchSession(Desk desk, Grade grade, BlockingQueue<Event> events, boolean keys, Opened opened) {
    this.desk = desk;
    this.grade = grade;
    this.events = events;
    this.keys = keys;
    this.opened = opened;
  }

  /// Runs until the learner quits, or until every exercise is done and nobody sits at the keys.
  void run(Exercise first) throws IOException, InterruptedException {
    var current = open(first);
    while (true) {
      var report = grade(current);
      if (report.passed()) {
        var next = following(current);
        if (next.equals(current)) {
          desk.say("watch.allDone");
          if (!keys) {
            desk.out().flush();
            return;
          }
        } else {
          current = open(next);
          continue;
        }
      }
      prompt();
      var after = await(current);
      if (after == null) {
        return;
      }
      current = after;
    }
  }

  private Exercise open(Exercise exercise) throws IOException {
    opened.opened(exercise);
    desk.out().println();
    desk.say("watch.opened", desk.paint().strong(exercise.id()), exercise.title());
    desk.say("watch.task", desk.shown(exercise.taskFile()));
    desk.say("watch.file", desk.shown(desk.learnersFile(exercise)));
    desk.out().println();
    desk.out().flush();
    return exercise;
  }

  private GradeReport grade(Exercise exercise) throws IOException {
    // Whatever was saved up to here is part of this run.
    events.removeIf(Event.Saved.class::isInstance);
    var report = grade.grade(exercise);
    desk.keep(report);
    new ResultView(desk).firstFailure(report);
    return report;
  }

  /// The next exercise that is not done, after this one or from the beginning; itself if all are.
  private Exercise following(Exercise current) throws IOException {
    var all = desk.catalog().all();
    var so = desk.progress().load();
    int at = all.indexOf(current);
    for (int i = 1; i < all.size(); i++) {
      var candidate = all.get((at + i) % all.size());
      if (!so.of(candidate.id()).isDone()) {
        return candidate;
      }
    }
    return current;
  }

  private void prompt() {
    desk.out().println();
    desk.tell(desk.paint()::faint, desk.messages().text(keys ? "watch.keys" : "watch.waiting"));
    desk.out().flush();
  }

  /// Waits for a reason to grade again, and answers what to grade; null to quit.
  private @Nullable Exercise await(Exercise current) throws IOException, InterruptedException {
    while (true) {
      switch (events.take()) {
        case Event.Saved _ -> {
          return current;
        }
        case Event.Broken broken -> throw broken.reason();
        case Event.Key key -> {
          switch (Character.toLowerCase(key.letter())) {
            case 'q' -> {
              return null;
            }
            case 'n' -> {
              return open(after(current));
            }
            case 'r', '\r', '\n' -> {
              return current;
            }
            case 'h' -> hint(current);
            case 'l' -> ListCommand.print(desk);
            default -> {
              // No key of ours.
            }
          }
        }
      }
    }
  }

  /// The one that follows in the list, done or not.
  private Exercise after(Exercise current) {
    var all = desk.catalog().all();
    return all.get((all.indexOf(current) + 1) % all.size());
  }

  private void hint(Exercise exercise) throws IOException {
    try {
      HintCommand.show(desk, exercise, null, null);
    } catch (UserError e) {
      desk.out().println(e.getMessage());
      desk.out().flush();
    }
  }
}
