package hitrate.book;

import java.util.ArrayList;
import java.util.Map;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.BlockMacroProcessor;
import org.asciidoctor.extension.Name;

/// The macro `experiment::NAME[]` shows `./lab book run NAME` and what it prints.
@Name("experiment")
final class ExperimentMacro extends BlockMacroProcessor {

  private final Evidence evidence;

  ExperimentMacro(Evidence evidence) {
    this.evidence = evidence;
  }

  @Override
  public StructuralNode process(
      StructuralNode parent, String target, Map<String, Object> attributes) {
    var lines = new ArrayList<String>();
    lines.add(Console.span("prompt", "$ ") + Console.span("cmd", "./lab book run " + target));
    for (String line : evidence.of(target).lines()) {
      lines.add(Console.span("out", line));
    }
    return Console.block(this, parent, lines);
  }
}
