package hitrate.book;

import hitrate.book.transcript.ProgramRunner;
import hitrate.book.transcript.Stage;
import hitrate.book.transcript.TranscriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.asciidoctor.ast.ContentModel;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.BlockProcessor;
import org.asciidoctor.extension.Contexts;
import org.asciidoctor.extension.Name;
import org.asciidoctor.extension.PositionalAttributes;
import org.asciidoctor.extension.Reader;

/// The block `[program,FILE]`: the Java program in that file, in the folder of the lab, runs
/// against a node, and the page shows what it printed. The block holds the expected lines, with
/// masks.
@Name("program")
@Contexts(Contexts.LISTING)
@ContentModel(ContentModel.RAW)
@PositionalAttributes("file")
final class ProgramBlock extends BlockProcessor {

  private final BookFiles files;
  private final Sittings sittings;
  private final StrictLog log;

  ProgramBlock(BookFiles files, Sittings sittings, StrictLog log) {
    this.files = files;
    this.sittings = sittings;
    this.log = log;
  }

  @Override
  public Object process(StructuralNode parent, Reader reader, Map<String, Object> attributes) {
    List<String> expected = reader.readLines();
    String lab = String.valueOf(parent.getDocument().getAttribute("lab"));
    Path file = files.labs().resolve(lab).resolve(String.valueOf(attributes.get("file")));
    List<String> printed = expected;
    try {
      if (!Files.exists(file)) {
        throw new IOException("there is no program " + file);
      }
      try (Stage stage = sittings.apart()) {
        printed = ProgramRunner.run(file, stage);
      }
      ProgramRunner.check(file, expected, printed);
    } catch (TranscriptException | IOException e) {
      log.add(Place.of(parent, expected, 1) + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.add(Place.of(parent, expected, 1) + ": interrupted");
    }
    var lines = new ArrayList<String>();
    lines.add(Console.span("note", "# " + file.getFileName()));
    printed.forEach(line -> lines.add(Console.span("out", line)));
    return Console.block(this, parent, lines);
  }
}
