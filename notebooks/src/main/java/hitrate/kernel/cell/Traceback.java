package hitrate.kernel.cell;

import hitrate.grader.text.Messages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/// Turns what went wrong into lines that speak of the learner's own cells: a compile error with its
/// line and a caret, an exception with the frames of the learner's code and no others.
///
/// It remembers which cell every snippet came from, because a frame may lie in an earlier cell.
final class Traceback {
  private static final int MOST_ERRORS = 5;
  private static final int MOST_FRAMES = 20;

  private final Messages messages;

  Traceback(Messages messages) {
    this.messages = messages;
  }

  private record Origin(int cell, int line) {}

  private final Map<String, Origin> origins = new HashMap<>();

  /// Notes that a snippet begins at `offset` of a cell. Cell 0 is the kernel's own code, whose
  /// frames are nobody's business.
  void remember(Snippet snippet, int cell, String code, int offset) {
    if (cell == 0) {
      return;
    }
    origins.put("#" + snippet.id(), new Origin(cell, lineAt(code, offset)));
  }

  /// A snippet that does not compile. Positions in `problems` count from `offset` in `code`.
  Outcome.Failure compileError(List<Diag> problems, String code, int offset) {
    var errors = problems.stream().filter(Diag::isError).limit(MOST_ERRORS).toList();
    var lines = new ArrayList<String>();
    String first = "";
    for (Diag error : errors) {
      var message = plain(error.getMessage(Locale.ENGLISH));
      int at = Math.clamp(offset + error.getPosition(), 0, code.length());
      String headline = headline(lineAt(code, at), message.getFirst());
      first = first.isEmpty() ? headline : first;
      lines.add(headline);
      long end = offset + error.getEndPosition();
      excerpt(code, offset + error.getStartPosition(), at, end, lines);
      message.stream().skip(1).forEach(each -> lines.add("  " + each));
    }
    if (errors.isEmpty()) {
      first = headline(lineAt(code, offset), messages.text("cell.compile.incomplete"));
      lines.add(first);
    }
    return new Outcome.Failure("CompileError", first, lines);
  }

  private String headline(int line, String message) {
    return messages.text("cell.compile.line", line, message);
  }

  /// The compiler's message without the names JShell gives to the classes around a snippet, and
  /// with the everyday types by their short names.
  private static List<String> plain(String message) {
    return message
        .replaceAll("\\bjava\\.(lang|util)\\.(?=[A-Z])", "")
        .strip()
        .lines()
        .map(String::strip)
        .filter(line -> !line.equals("location: class") && !line.equals("location: interface"))
        .toList();
  }

  /// A line of code with carets under the part from `start` to `end`; only under `at` where that
  /// part spans lines.
  private static void excerpt(String code, long start, int at, long end, List<String> lines) {
    int from = code.lastIndexOf('\n', at - 1) + 1;
    int to = code.indexOf('\n', at) < 0 ? code.length() : code.indexOf('\n', at);
    boolean oneLine = start >= from && end <= to && end > start;
    int first = oneLine ? (int) start : at;
    int count = oneLine ? (int) (end - start) : 1;
    String indent = code.substring(from, Math.min(first, to)).replaceAll("[^\t]", " ");
    lines.add("    " + code.substring(from, to));
    lines.add("    " + indent + "^".repeat(count));
  }

  /// A declaration that compiles only as far as it goes: it names something that does not exist.
  Outcome.Failure unresolved(Snippet snippet, List<String> missing, String code, int offset) {
    String what = String.join(", ", missing);
    String first = headline(lineAt(code, offset), messages.text("cell.compile.undefined", what));
    int line = code.indexOf(snippet.source().strip().lines().findFirst().orElse(""), offset);
    var lines = new ArrayList<String>(List.of(first));
    if (line >= 0) {
      excerpt(code, -1, line, -1, lines);
      lines.removeLast();
    }
    lines.add("  " + messages.text("cell.compile.kept"));
    return new Outcome.Failure("CompileError", first, lines);
  }

  /// An exception that the learner's code did not catch.
  Outcome.Failure thrown(JShellException thrown) {
    var lines = new ArrayList<String>();
    describe(thrown, "", lines);
    return new Outcome.Failure(name(thrown), message(thrown), lines);
  }

  private void describe(JShellException thrown, String prefix, List<String> lines) {
    String message = message(thrown);
    lines.add(prefix + name(thrown) + (message.isEmpty() ? "" : ": " + message));
    var places =
        Arrays.stream(thrown.getStackTrace()).map(this::place).filter(Objects::nonNull).toList();
    // A lambda and the line it stands on are two frames of one place.
    var distinct = new ArrayList<String>();
    for (String place : places) {
      if (distinct.isEmpty() || !distinct.getLast().equals(place)) {
        distinct.add(place);
      }
    }
    distinct.stream().limit(MOST_FRAMES).forEach(place -> lines.add("    at " + place));
    if (distinct.size() > MOST_FRAMES) {
      lines.add("    " + messages.text("cell.frames.more", distinct.size() - MOST_FRAMES));
    }
    if (thrown.getCause() instanceof JShellException cause) {
      describe(cause, messages.text("cell.cause") + " ", lines);
    }
  }

  /// `price (cell 3, line 2)`; null for a frame that is not the learner's.
  private @Nullable String place(StackTraceElement frame) {
    var origin = frame.getFileName() == null ? null : origins.get(frame.getFileName());
    if (origin == null) {
      return null;
    }
    int line = origin.line() + frame.getLineNumber() - 1;
    String where = messages.text("cell.frame", origin.cell(), line);
    // What JShell wraps around a snippet's own code, and lambdas, have no name the learner gave.
    String method = frame.getMethodName();
    boolean nameless =
        method.isEmpty() || method.startsWith("do_it$") || method.startsWith("lambda$");
    return nameless ? where : method + " (" + where + ")";
  }

  private static String name(JShellException thrown) {
    if (thrown instanceof EvalException e) {
      String name = e.getExceptionClassName();
      return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
    return "CompileError";
  }

  private String message(JShellException thrown) {
    if (thrown instanceof UnresolvedReferenceException e) {
      String source = e.getSnippet().source().strip();
      return messages.text("cell.compile.uses", source.lines().findFirst().orElse(""));
    }
    return thrown.getMessage() == null ? "" : thrown.getMessage();
  }

  /// The line of a position, from 1. Blanks and line ends before a snippet count as its lead-in.
  private static int lineAt(String code, int offset) {
    return 1 + (int) code.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
