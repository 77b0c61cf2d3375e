package hitrate.book;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Logger;
import org.asciidoctor.log.LogHandler;
import org.asciidoctor.log.LogRecord;
import org.asciidoctor.log.Severity;

/// Collects what Asciidoctor complains about. A warning is as bad as an error: nothing in a book is
/// allowed to be a little bit missing.
final class StrictLog implements LogHandler {

  /// Asciidoctor's own copy of each complaint would only say it twice.
  private static final Logger ECHO = Logger.getLogger("asciidoctor");

  private final List<String> complaints = new ArrayList<>();

  StrictLog() {
    ECHO.setUseParentHandlers(false);
  }

  @Override
  public void log(LogRecord entry) {
    if (entry.getSeverity().compareTo(Severity.WARN) < 0) {
      return;
    }
    String where = entry.getCursor() == null ? "" : place(entry) + ": ";
    complaints.add(where + entry.getMessage());
  }

  /// Adds a complaint of ours, so that one build reports everything at once.
  void add(String complaint) {
    complaints.add(complaint);
  }

  /// Throws when there was any complaint.
  void requireSilence() {
    if (!complaints.isEmpty()) {
      throw new BookException(complaints);
    }
  }

  private static String place(LogRecord entry) {
    var cursor = entry.getCursor();
    String file = Objects.requireNonNullElse(cursor.getFile(), cursor.getPath());
    return file + ":" + cursor.getLineNumber();
  }
}
