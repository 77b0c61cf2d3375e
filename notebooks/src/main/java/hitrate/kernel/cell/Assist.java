package hitrate.kernel.cell;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/// Help while typing: what could come next, what a name means, whether a cell is finished.
/// Positions are in chars.
public final class Assist {
  private static final int MOST_SUGGESTIONS = 300;

  private final SourceCodeAnalysis analysis;

  Assist(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

  /// Texts that could replace what lies between `start` and the cursor.
  public record Completions(List<String> matches, int start) {}

  /// Whether a cell could be run as it stands.
  public enum Completeness {
    COMPLETE,
    INCOMPLETE,
    INVALID
  }

  /// What could be typed at the cursor.
  public Completions complete(String code, int cursor) {
    String before = code.substring(0, cursor);
    int begin = beginOfLast(Pieces.of(analysis, before), cursor);
    var completions = completeSnippet(before.substring(begin), begin);
    // What the same cell declared above is not known yet, unless all of it is read as one block.
    return completions.matches().isEmpty() && begin > 0
        ? completeSnippet("{" + before, -1)
        : completions;
  }

  private Completions completeSnippet(String snippet, int offset) {
    int[] anchor = {snippet.length()};
    var matches =
        analysis.completionSuggestions(snippet, snippet.length(), anchor).stream()
            .sorted((a, b) -> Boolean.compare(b.matchesType(), a.matchesType()))
            .map(Suggestion::continuation)
            .distinct()
            .limit(MOST_SUGGESTIONS)
            .toList();
    return new Completions(matches, offset + (matches.isEmpty() ? snippet.length() : anchor[0]));
  }

  /// Signatures and documentation of what the cursor is on; empty when there is nothing to say.
  public String inspect(String code, int cursor) {
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    int begin = beginOfLast(Pieces.of(analysis, code.substring(0, end)), end);
    String snippet = code.substring(begin, end);
    String called = snippet + (end < code.length() && code.charAt(end) == '(' ? "(" : "");
    String found = documentation(called);
    return found.isEmpty() ? documentation(snippet + "(") : found;
  }

  private String documentation(String snippet) {
    return analysis.documentation(snippet, snippet.length(), true).stream()
        .map(d ->
            d.javadoc() == null ? d.signature() : d.signature() + "\n    " + summary(d.javadoc()))
        .distinct()
        .collect(Collectors.joining("\n\n"));
  }

  /// The first paragraph of a doc comment, as plain text.
  private static String summary(String javadoc) {
    String first = javadoc.strip().split("\\n\\s*(\\n|<p>|@)", 2)[0];
    return first
        .replaceAll("\\{@\\w+\\s+#?([^}]*)}", "$1")
        .replaceAll("<[^>]+>", "")
        .replaceAll("\\s+", " ");
  }

  /// Whether the cell could be run.
  public Completeness completeness(String code) {
    var pieces = Pieces.of(analysis, code);
    if (pieces.complete()) {
      return Completeness.COMPLETE;
    }
    return analysis.analyzeCompletion(pieces.rest()).completeness()
            == SourceCodeAnalysis.Completeness.DEFINITELY_INCOMPLETE
        ? Completeness.INCOMPLETE
        : Completeness.INVALID;
  }

  /// Where the snippet at the end begins. JShell completes one snippet at a time; without this, the
  /// declarations before it would be taken for part of it.
  private static int beginOfLast(Pieces pieces, int cursor) {
    if (!pieces.complete() || pieces.whole().isEmpty()) {
      return Math.min(pieces.restOffset(), cursor);
    }
    var last = pieces.whole().getLast();
    return last.quiet() ? cursor : last.offset();
  }
}
