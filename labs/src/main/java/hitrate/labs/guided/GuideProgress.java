package hitrate.labs.guided;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/// How far the reader has come in one lab, kept in `.lab/guide-<lab>.properties`. Steps are
/// remembered by their ids, so that a lab may grow a step without anybody losing their place.
final class GuideProgress {

  private static final String NEXT = "next";
  private static final String PREDICTED = "predicted.";

  private final Path file;
  private final Properties values;

  private GuideProgress(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  /// The progress kept in the folder `state`; none when there is no file or it cannot be read as
  /// one.
  static GuideProgress load(Path state, String lab) throws IOException {
    Path file = state.resolve("guide-" + lab + ".properties");
    var values = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        values.load(in);
      } catch (IllegalArgumentException damaged) {
        values.clear();
      }
    }
    return new GuideProgress(file, values);
  }

  /// The index of the step to go on with: 0 at the beginning, the number of steps when all are
  /// done.
  int next(GuidedLab lab) {
    String id = values.getProperty(NEXT, "");
    if (id.equals("end")) {
      return lab.steps().size();
    }
    for (int i = 0; i < lab.steps().size(); i++) {
      if (lab.steps().get(i).id().equals(id)) {
        return i;
      }
    }
    return 0;
  }

  /// How many predictions of the steps of `lab` came true.
  long right(GuidedLab lab) {
    return lab.steps().stream()
        .filter(step -> "right".equals(values.getProperty(PREDICTED + step.id())))
        .count();
  }

  /// How many predictions were made.
  long made(GuidedLab lab) {
    return lab.steps().stream().filter(step -> values.containsKey(PREDICTED + step.id())).count();
  }

  /// Remembers the first prediction made in a step; trying again does not change it.
  void predicted(GuidedLab.Step step, boolean right) throws IOException {
    values.putIfAbsent(PREDICTED + step.id(), right ? "right" : "wrong");
    save();
  }

  /// Remembers that the step with index `done` is behind the reader.
  void done(GuidedLab lab, int done) throws IOException {
    boolean last = done + 1 >= lab.steps().size();
    values.setProperty(NEXT, last ? "end" : lab.steps().get(done + 1).id());
    save();
  }

  /// Forgets everything.
  void restart() throws IOException {
    values.clear();
    Files.deleteIfExists(file);
  }

  /// Writes beside the file and moves into its place: a crash leaves the old file or the new one.
  private void save() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (var out = Files.newBufferedWriter(fresh)) {
      values.store(out, null);
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
