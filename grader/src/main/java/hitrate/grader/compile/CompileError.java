package hitrate.grader.compile;

import org.jspecify.annotations.Nullable;

/// One complaint of the compiler.
///
/// @param file the file's name, or null when it belongs to none
/// @param line from 1; 0 when there is none
/// @param column from 1; 0 when there is none
/// @param message what the compiler says
/// @param source the line it is about, empty when there is none
public record CompileError(
    @Nullable String file, long line, long column, String message, String source) {
  /// `NewsSite.java:21: error: ';' expected`, and below it the line with a mark under the place.
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (file != null) {
      text.append(file).append(':');
      if (line > 0) {
        text.append(line).append(':');
      }
      text.append(' ');
    }
    text.append(message);
    if (!source.isBlank()) {
      text.append("\n    ").append(source);
      if (column > 0 && column <= source.length() + 1) {
        text.append("\n    ").append(" ".repeat((int) column - 1)).append('^');
      }
    }
    return text.toString();
  }
}
