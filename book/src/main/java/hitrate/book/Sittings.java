package hitrate.book;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.TranscriptRunner;
import java.io.IOException;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.StructuralNode;
import org.jspecify.annotations.Nullable;

/// One sitting at the console per chapter: a chapter begins on an empty node, and its transcripts
/// follow each other on it as they would for a reader who types along. In a guided lab, which is
/// left and taken up again between steps, each step is a sitting of its own.
///
/// The attribute `sitting`, set at the head of each chapter, says which chapter a block belongs to.
final class Sittings implements AutoCloseable {

  /// Starts an empty node.
  interface Opener {
    Stage open() throws IOException, InterruptedException;
  }

  private final Opener opener;
  private String current = "";
  private @Nullable Stage stage;
  private @Nullable TranscriptRunner runner;

  Sittings(Opener opener) {
    this.opener = opener;
  }

  /// The sitting that a block below `parent` belongs to.
  TranscriptRunner of(StructuralNode parent) throws IOException, InterruptedException {
    Document document = parent.getDocument();
    Object chapter = document.getAttribute("sitting");
    if (chapter == null) {
      throw new IOException(
          "a transcript needs the attribute 'sitting' at the head of its chapter");
    }
    boolean lab = document.hasAttribute("lab");
    String sitting = lab ? chapter + "#" + parent.getId() : chapter.toString();
    TranscriptRunner open = runner;
    if (open == null || !current.equals(sitting)) {
      close();
      current = sitting;
      Stage fresh = opener.open();
      stage = fresh;
      open = new TranscriptRunner(fresh);
      runner = open;
    }
    return open;
  }

  /// An empty node for something that is no sitting at a console.
  Stage apart() throws IOException, InterruptedException {
    return opener.open();
  }

  /// Ends the sitting, so that the next transcript begins on an empty node.
  @Override
  public void close() {
    if (runner != null) {
      runner.close();
    }
    if (stage != null) {
      stage.close();
    }
    runner = null;
    stage = null;
  }
}
