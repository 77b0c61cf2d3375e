package hitrate.labs.notebook;

import hitrate.kernel.source.Notebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the learner's own copies of the notebooks lie, `.lab/notebooks`. A copy is made once and
/// then theirs: nothing here writes over it.
record Desk(Notebooks notebooks, Path folder) {

  /// The learner's copy of a notebook, made now when there is none.
  Path copyOf(String id) throws IOException {
    Path copy = folder.resolve(id + ".ipynb");
    if (!Files.exists(copy)) {
      Files.createDirectories(folder);
      Files.copy(notebooks.learners(id), copy);
    }
    return copy;
  }

  /// Puts the learner's copy aside, under the first free name with a number, so that the next one
  /// begins anew.
  ///
  /// @return where the old one is now; null when there was none
  @Nullable Path setAside(String id) throws IOException {
    Path copy = folder.resolve(id + ".ipynb");
    if (!Files.exists(copy)) {
      return null;
    }
    int number = 1;
    while (Files.exists(aside(id, number))) {
      number++;
    }
    return Files.move(copy, aside(id, number));
  }

  private Path aside(String id, int number) {
    return folder.resolve(id + "-" + number + ".ipynb");
  }
}
