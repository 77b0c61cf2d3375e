package hitrate.book;

import hitrate.book.experiment.Experiment;
import hitrate.book.experiment.Experiments;
import hitrate.book.experiment.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.BlockMacroProcessor;
import org.asciidoctor.extension.Name;

/// The macro `experiment::NAME[]` shows `./lab book run NAME` and what it prints. An experiment on
/// simulated time runs while the book is built; one that measures this machine is shown from its
/// record in `runs/NAME.txt`, since a build is no place to measure.
///
/// Its figures become attributes for the text around it, `{NAME-figure}`, so that a sentence cannot
/// contradict the run it speaks of.
@Name("experiment")
final class ExperimentMacro extends BlockMacroProcessor {

  private final BookFiles files;
  private final StrictLog log;
  private final Map<String, Findings> findings = new HashMap<>();

  ExperimentMacro(BookFiles files, StrictLog log) {
    this.files = files;
    this.log = log;
  }

  @Override
  public StructuralNode process(StructuralNode parent, String target, Map<String, Object> attributes) {
    var lines = new ArrayList<String>();
    lines.add(Console.span("prompt", "$ ") + Console.span("cmd", "./lab book run " + target));
    try {
      Findings found = findings.get(target);
      if (found == null) {
        found = find(target);
        findings.put(target, found);
      }
      found.lines().forEach(line -> lines.add(Console.span("out", line)));
      found
          .figures()
          .forEach((name, value) -> parent.getDocument().setAttribute(target + "-" + name, value, true));
    } catch (Exception e) {
      log.add("experiment " + target + ": " + e.getMessage());
    }
    return Console.block(this, parent, List.copyOf(lines));
  }

  private Findings find(String name) throws Exception {
    Experiment experiment = Experiments.named(name);
    return experiment.repeatable()
        ? experiment.run()
        : Findings.read(files.sources().resolve("runs").resolve(name + ".txt"));
  }
}
