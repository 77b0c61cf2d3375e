package hitrate.book;

import hitrate.book.experiment.Experiment;
import hitrate.book.experiment.Experiments;
import hitrate.book.experiment.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The findings of the experiments that a text shows. An experiment on simulated time runs while
/// the book is built; one that measures this machine is taken from its record in `runs/NAME.txt`,
/// since a build is no place to measure.
///
/// Figures become attributes of the text, `{NAME-figure}`, so that a sentence cannot contradict the
/// run it speaks of.
final class Evidence {

  private static final Pattern MACRO = Pattern.compile("(?m)^experiment::([a-z0-9-]+)\\[");

  private final BookFiles files;
  private final Map<String, Findings> findings = new HashMap<>();

  Evidence(BookFiles files) {
    this.files = files;
  }

  /// Gathers what a source shows, before it is converted.
  void gather(Path source) throws IOException {
    List<String> names =
        MACRO.matcher(Files.readString(source)).results().map(macro -> macro.group(1)).toList();
    for (String name : names) {
      if (!findings.containsKey(name)) {
        Findings found = find(name);
        findings.put(name, found);
        if (!found.chart().isEmpty()) {
          Files.createDirectories(files.charts());
          Files.writeString(files.charts().resolve(name + ".svg"), found.chart());
        }
      }
    }
  }

  /// The findings of an experiment that was gathered.
  Findings of(String name) {
    Findings found = findings.get(name);
    if (found == null) {
      throw new IllegalStateException("experiment " + name + " was not gathered");
    }
    return found;
  }

  /// All figures gathered so far, as attributes.
  Map<String, Object> attributes() {
    var attributes = new HashMap<String, Object>();
    findings.forEach((name, found) ->
        found.figures().forEach((figure, value) -> attributes.put(name + "-" + figure, value)));
    return attributes;
  }

  private Findings find(String name) throws IOException {
    Experiment experiment;
    try {
      experiment = Experiments.named(name);
    } catch (IllegalArgumentException e) {
      throw new BookException(String.valueOf(e.getMessage()));
    }
    if (!experiment.repeatable()) {
      return Findings.read(files.record(name));
    }
    try {
      return experiment.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("experiment " + name + " was interrupted", e);
    } catch (Exception e) {
      throw new IOException("experiment " + name + " failed: " + e, e);
    }
  }
}
