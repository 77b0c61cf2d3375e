package hitrate.labs.workbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.cli.Home;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExercisesTest {
  @TempDir Path empty;

  @Test
  void thePageShowsTheExercisesOfThisCheckoutWithTheirPoints() throws IOException {
    var strings =
        Exercises.of(new Home(Path.of("..").toAbsolutePath().normalize())).list().stream()
            .filter(item -> item.id().equals("d1-strings"))
            .findFirst()
            .orElseThrow();
    assertEquals(20, strings.maxPoints());
    assertTrue(strings.points() <= strings.maxPoints());
  }

  @Test
  void aFolderWithoutExercisesShowsNone() throws IOException {
    assertTrue(Exercises.of(new Home(empty)).list().isEmpty());
  }

  @Test
  void aFolderWithoutABookHasNothingToBuild() throws IOException {
    assertFalse(BookInBackground.isDue(new Home(empty), "en"));
  }
}
