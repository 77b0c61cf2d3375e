package hitrate.grader.run;

import hitrate.grader.exercise.Exercise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The learner's files of one exercise, found in a source folder, in a whole copy of Hitrate, or
/// lying flat in an upload; and all of that in the one folder that an upload consists of.
///
/// @param files the files to compile; none when one is missing
/// @param missing the name of the first file that is not there, or null
record Submission(List<Path> files, @Nullable String missing) {
  private static final List<String> ROOTS = List.of("", "exercises/src/main/java", "src/main/java");

  /// Looks for the exercise's files below `folder`.
  static Submission find(Exercise exercise, Path folder) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (var wanted : exercise.files()) {
      var found = find(wanted, folder).or(() -> onlyFolder(folder).flatMap(it -> find(wanted, it)));
      if (found.isEmpty() || !isWithin(folder, found.get())) {
        return new Submission(List.of(), wanted);
      }
      files.add(found.get());
      files.addAll(beside(folder, found.get()));
    }
    return new Submission(List.copyOf(files), null);
  }

  private static Optional<Path> find(String wanted, Path folder) {
    for (var root : ROOTS) {
      var file = folder.resolve(root).resolve(wanted);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    var flat = folder.resolve(wanted.substring(wanted.lastIndexOf('/') + 1));
    return Files.isRegularFile(flat) ? Optional.of(flat) : Optional.empty();
  }

  /// The folder in `folder` if there is just one: what one gets who zips a folder. Folders that
  /// macOS and others add for themselves do not count.
  private static Optional<Path> onlyFolder(Path folder) {
    try (var all = Files.list(folder)) {
      var folders =
          all.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
              .filter(each -> !each.getFileName().toString().matches("[._].*"))
              .toList();
      return folders.size() == 1 ? Optional.of(folders.getFirst()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // what cannot be listed holds no submission
    }
  }

  /// False for a link that leads out of the submission: it could hand in the reference solution, or
  /// have the compiler quote a file of the grader's machine.
  private static boolean isWithin(Path folder, Path file) throws IOException {
    return file.toRealPath().startsWith(folder.toRealPath());
  }

  /// The learner may add classes beside the file of the exercise.
  private static List<Path> beside(Path folder, Path file) throws IOException {
    var more = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(file.resolveSibling("."), "*.java")) {
      for (var each : all) {
        if (Files.isRegularFile(each) && isWithin(folder, each)) {
          more.add(each.normalize());
        }
      }
    }
    more.remove(file.normalize());
    more.sort(null);
    return more;
  }
}
