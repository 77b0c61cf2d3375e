package hitrate.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asciidoctor.ast.Cursor;
import org.asciidoctor.ast.StructuralNode;

/// Where in the sources a block stands, for complaints. Asciidoctor tells an extension only where
/// the block's parent begins; the block is found below it by its first line.
final class Place {

  private Place() {}

  /// `file:line` of the line `offset` (from 1) of the block with the text `lines`.
  static String of(StructuralNode parent, List<String> lines, int offset) {
    Cursor cursor = parent.getSourceLocation();
    if (cursor == null || cursor.getFile() == null) {
      return "line " + offset + " of a block below '" + parent.getTitle() + "'";
    }
    return cursor.getFile() + ":" + (first(cursor, lines) + offset - 1);
  }

  private static int first(Cursor cursor, List<String> lines) {
    try {
      List<String> all = Files.readAllLines(Path.of(cursor.getFile()));
      for (int i = Math.max(0, cursor.getLineNumber() - 1); i + lines.size() <= all.size(); i++) {
        if (all.subList(i, i + lines.size()).equals(lines)) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      return cursor.getLineNumber();
    }
    return cursor.getLineNumber();
  }
}
