package hitrate.labs.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.report.GradeReport;
import hitrate.labs.exercise.WatchSession.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The session with a grader that answers what the test says and keys that the test presses.
class WatchSessionTest {
  private static final Event SAVED = new Event.Saved();

  @TempDir private Path folder;
  private Classroom classroom;
  private Desk desk;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<Runnable> duringRuns = new ArrayDeque<>();
  private final Deque<String> verdicts = new ArrayDeque<>();
  private final List<String> graded = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    classroom = new Classroom(folder, "d1-strings", "d2-lists");
    desk = classroom.desk();
  }

  private void run(boolean keys) throws IOException, InterruptedException {
    new WatchSession(
            desk,
            exercise -> grade(exercise.id()),
            events,
            keys,
            exercise -> opened.add(exercise.id()))
        .run(desk.choose(null));
  }

  /// The next verdict; after it, what the test wants to happen.
  private GradeReport grade(String id) {
    graded.add(id);
    var report = Classroom.report(id, "1a:" + verdicts.remove(), "1b:pass");
    if (!duringRuns.isEmpty()) {
      duringRuns.remove().run();
    }
    return report;
  }

  private Runnable happen(Event event) {
    return () -> events.add(event);
  }

  private static Event key(char letter) {
    return new Event.Key(letter);
  }

  @Test
  void theFirstFailureIsExplainedAlone() throws Exception {
    verdicts.add("fail");
    duringRuns.add(happen(key('q')));
    run(true);
    var text = classroom.printed();
    assertTrue(text.contains("failed  1a  0/1  Sentence 1a."), text);
    assertTrue(text.contains("observed: seen 1a"), text);
    assertTrue(text.contains("expected: wanted 1a"), text);
    assertFalse(text.contains("1b"), text);
    assertTrue(text.contains("Your file: exercises/src/main/java/d1strings/NewsSite.java"), text);
    assertTrue(text.contains("Task:      exercises/d1-strings/en/task.md"), text);
  }

  @Test
  void aSaveGradesAgainAndAPassOpensTheNextByItself() throws Exception {
    verdicts.addAll(List.of("fail", "pass", "fail"));
    duringRuns.addAll(List.of(happen(SAVED), () -> {}, happen(key('q'))));
    run(true);
    assertEquals(List.of("d1-strings", "d1-strings", "d2-lists"), graded);
    assertEquals(List.of("d1-strings", "d2-lists"), opened);
    assertTrue(desk.progress().load().of("d1-strings").isDone());
  }

  @Test
  void aSaveDuringARunIsNotLost() throws Exception {
    verdicts.addAll(List.of("fail", "fail"));
    duringRuns.add(() -> {
      events.add(SAVED);
      events.add(SAVED);
    });
    duringRuns.add(happen(key('q')));
    run(true);
    assertEquals(2, graded.size());
  }

  @Test
  void whenAllIsDoneItSaysSoAndEndsWhereNobodySitsAtTheKeys() throws Exception {
    verdicts.addAll(List.of("pass", "pass"));
    run(false);
    assertEquals(List.of("d1-strings", "d2-lists"), graded);
    assertTrue(classroom.printed().endsWith("Everything is done.\n"));
  }

  @Test
  void anEarlierExerciseThatIsOpenIsNotForgotten() throws Exception {
    desk.keep(Classroom.report("d1-strings", "1a:fail"));
    verdicts.addAll(List.of("fail", "pass", "fail"));
    duringRuns.addAll(List.of(happen(key('n')), () -> {}, happen(key('q'))));
    run(true);
    assertEquals(List.of("d1-strings", "d2-lists", "d1-strings"), graded);
  }

  @Test
  void keysHintListAndRunAgain() throws Exception {
    verdicts.addAll(List.of("fail", "fail"));
    duringRuns.add(() -> {
      for (char letter : "hHlxr".toCharArray()) {
        events.add(key(letter));
      }
    });
    duringRuns.add(happen(key('q')));
    run(true);
    var text = classroom.printed();
    assertTrue(text.contains("(hint 1 of 4)") && text.contains("(hint 2 of 4)"), text);
    assertTrue(text.contains("0 of 2 exercises done"), text);
    assertEquals(2, graded.size());
  }

  @Test
  void aFolderThatCanNoLongerBeWatchedEndsTheSession() {
    verdicts.add("fail");
    duringRuns.add(happen(new Event.Broken(new IOException("gone"))));
    assertEquals("gone", assertThrows(IOException.class, () -> run(true)).getMessage());
  }
}
