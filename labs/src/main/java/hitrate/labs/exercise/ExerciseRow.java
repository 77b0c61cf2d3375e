package hitrate.labs.exercise;

import hitrate.grader.exercise.ExerciseCatalog;
import hitrate.grader.run.Grader;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.util.List;

/// One exercise and how far the learner is with it, for those who show it elsewhere than in the
/// terminal.
///
/// @param points the most points earned so far, of `maxPoints`
public record ExerciseRow(
    String id, String title, boolean done, boolean started, int points, int maxPoints) {

  /// All exercises of a checkout in their order; none where it has no exercises.
  public static List<ExerciseRow> all(Home home) throws IOException {
    if (!Files.isRegularFile(home.root().resolve(ExerciseCatalog.LIST))) {
      return List.of();
    }
    var nowhere = new PrintWriter(Writer.nullWriter());
    var desk = Desk.open(home, nowhere, nowhere, Paint.PLAIN, () -> Desk.UNBROKEN);
    var progress = desk.progress().load();
    return desk.catalog().all().stream()
        .map(exercise -> {
          var entry = progress.of(exercise.id());
          return new ExerciseRow(
              exercise.id(),
              exercise.title(),
              entry.isDone(),
              entry.attempts() > 0,
              entry.best(),
              Grader.maxScore(exercise));
        })
        .toList();
  }
}
