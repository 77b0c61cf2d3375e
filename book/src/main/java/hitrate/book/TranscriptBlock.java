package hitrate.book;

import hitrate.book.transcript.Run;
import hitrate.book.transcript.Transcript;
import hitrate.book.transcript.TranscriptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.asciidoctor.ast.ContentModel;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.BlockProcessor;
import org.asciidoctor.extension.Contexts;
import org.asciidoctor.extension.Name;
import org.asciidoctor.extension.Reader;
import org.jspecify.annotations.Nullable;

/// The block `[transcript]`: its commands run on a node while the book is built, and the page shows
/// what the node answered. Output written in the source is held against the run.
@Name("transcript")
@Contexts(Contexts.LISTING)
@ContentModel(ContentModel.RAW)
final class TranscriptBlock extends BlockProcessor {

  private static final String CUT = "...";

  private final Sittings sittings;
  private final StrictLog log;

  TranscriptBlock(Sittings sittings, StrictLog log) {
    this.sittings = sittings;
    this.log = log;
  }

  @Override
  public Object process(StructuralNode parent, Reader reader, Map<String, Object> attributes) {
    List<String> source = reader.readLines();
    try {
      Run run = sittings.of(parent).runAndCheck(Transcript.parse(source));
      return block(parent, run, only(attributes));
    } catch (TranscriptException e) {
      log.add(Place.of(parent, source, e.line()) + ": " + e.getMessage());
    } catch (IOException e) {
      log.add(Place.of(parent, source, 1) + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.add(Place.of(parent, source, 1) + ": interrupted");
    }
    return createBlock(parent, "listing", source, attributes, Map.of());
  }

  /// The pattern of the attribute `only`, by which reports of many lines are cut down to some.
  private static @Nullable Pattern only(Map<String, Object> attributes) {
    Object only = attributes.get("only");
    return only == null ? null : Pattern.compile(only.toString());
  }

  private Object block(StructuralNode parent, Run run, @Nullable Pattern only) {
    var lines = new ArrayList<String>();
    for (Run.Event event : run.events()) {
      switch (event) {
        case Run.Exchange(var command, var output, var error) -> {
          lines.add(Console.span("prompt", command.prompt()) + Console.span("cmd", command.text()));
          String role = error ? "err" : "out";
          for (String line : cut(output, only)) {
            lines.add(Console.span(line.equals(CUT) ? "note" : role, line));
          }
        }
        case Run.Passed(var pause) -> lines.add(Console.span("note", "... " + pause.text()));
        case Run.Said(var text) -> lines.add(Console.span("note", "# " + text));
      }
    }
    return Console.block(this, parent, lines);
  }

  /// The lines that `only` matches, with a mark wherever others were left out.
  private static List<String> cut(List<String> output, @Nullable Pattern only) {
    if (only == null || output.size() < 2) {
      return output;
    }
    var kept = new ArrayList<String>();
    for (String line : output) {
      if (only.matcher(line).find()) {
        kept.add(line);
      } else if (kept.isEmpty() || !kept.getLast().equals(CUT)) {
        kept.add(CUT);
      }
    }
    if (kept.stream().allMatch(CUT::equals)) {
      throw new TranscriptException(1, "no line of the output matches only=\"" + only + "\"");
    }
    return kept;
  }
}
