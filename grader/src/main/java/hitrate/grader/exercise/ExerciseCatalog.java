package hitrate.grader.exercise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All exercises in the order of learning, as `exercises/exercises.txt` lists them.
public final class ExerciseCatalog {
  /// The list of ids, below the folder of Hitrate.
  public static final String LIST = "exercises/exercises.txt";

  private final Path home;
  private final List<Exercise> exercises;

  private ExerciseCatalog(Path home, List<Exercise> exercises) {
    this.home = home;
    this.exercises = List.copyOf(exercises);
  }

  /// Reads the exercises of the Hitrate in `home`, with texts in the language of `locale`.
  ///
  /// @throws IOException when a file is missing or malformed; the message names it
  public static ExerciseCatalog read(Path home, Locale locale) throws IOException {
    var list = home.resolve(LIST);
    var exercises = new ArrayList<Exercise>();
    for (var line : Files.readAllLines(list)) {
      var id = line.strip();
      if (!id.isEmpty() && !id.startsWith("#")) {
        exercises.add(Exercise.read(list.resolveSibling(id), locale));
      }
    }
    return new ExerciseCatalog(home, exercises);
  }

  /// The folder of Hitrate.
  public Path home() {
    return home;
  }

  /// The learner's source folder.
  public Path sources() {
    return home.resolve("exercises/src/main/java");
  }

  /// The source folder of the reference solutions.
  public Path solutions() {
    return home.resolve("solutions/src/main/java");
  }

  /// The exercises in the order of learning.
  public List<Exercise> all() {
    return exercises;
  }

  /// The exercise of this id.
  public Optional<Exercise> find(String id) {
    return exercises.stream().filter(exercise -> exercise.id().equals(id)).findFirst();
  }
}
