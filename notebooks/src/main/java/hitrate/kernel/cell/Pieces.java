package hitrate.kernel.cell;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// The snippets of a cell: the declarations, statements and expressions that JShell takes one at a
/// time.
///
/// @param whole the snippets that are syntactically complete, in order
/// @param rest what comes after them and is no snippet: the place of a syntax error, otherwise
///   blank
/// @param restOffset where the rest begins in the cell
record Pieces(List<Piece> whole, String rest, int restOffset) {

  /// One snippet.
  ///
  /// @param source its text, with a semicolon added where the cell had none
  /// @param offset where it begins in the cell, in chars
  /// @param quiet whether it ended as a statement does, with a semicolon or a brace, so that its
  ///   value is not shown
  record Piece(String source, int offset, boolean quiet) {}

  static Pieces of(SourceCodeAnalysis analysis, String cell) {
    var pieces = new ArrayList<Piece>();
    String rest = cell;
    while (true) {
      int offset = cell.length() - rest.length();
      var info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case EMPTY -> {
          return new Pieces(pieces, "", cell.length());
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> {
          rest = info.remaining();
          boolean quiet = !rest.isBlank() || endsItself(analysis, info);
          pieces.add(new Piece(info.source(), offset, quiet));
        }
        case CONSIDERED_INCOMPLETE -> {
          // An `if` that could still get its `else`: at the end of a cell it will not.
          pieces.add(new Piece(info.source(), offset, true));
          return new Pieces(pieces, "", cell.length());
        }
        case DEFINITELY_INCOMPLETE, UNKNOWN -> {
          return new Pieces(pieces, rest, offset);
        }
      }
    }
  }

  /// Whether a snippet has its own end. One that has not would take the semicolon of the next line
  /// for its own; a comment after it does not mislead this test.
  private static boolean endsItself(SourceCodeAnalysis analysis, CompletionInfo info) {
    return info.completeness() == Completeness.COMPLETE
        && !analysis.analyzeCompletion(info.source() + "\n;").remaining().isBlank();
  }

  /// Whether the whole cell can be run.
  boolean complete() {
    return rest.isBlank();
  }
}
