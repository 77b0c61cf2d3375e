package hitrate.labs.console;

import java.util.List;
import java.util.Objects;
import org.jline.reader.LineReader;
import org.jline.reader.Widget;

/// Shows the rest of a command's syntax behind the cursor while a line is typed.
final class TailHints {
  private static final List<String> CHANGING =
      List.of(
          LineReader.SELF_INSERT,
          LineReader.BACKWARD_DELETE_CHAR,
          LineReader.DELETE_CHAR,
          LineReader.BACKWARD_KILL_WORD,
          LineReader.BACKWARD_KILL_LINE,
          LineReader.KILL_WHOLE_LINE,
          LineReader.KILL_LINE,
          LineReader.EXPAND_OR_COMPLETE,
          LineReader.UP_LINE_OR_SEARCH,
          LineReader.DOWN_LINE_OR_SEARCH,
          LineReader.UP_HISTORY,
          LineReader.DOWN_HISTORY,
          LineReader.YANK,
          LineReader.UNDO);

  private TailHints() {}

  /// Wraps the widgets of `reader` that change the line.
  static void install(LineReader reader, Assistant assistant) {
    reader.setAutosuggestion(LineReader.SuggestionType.TAIL_TIP);
    for (String name : CHANGING) {
      var original = reader.getBuiltinWidgets().get(name);
      if (original != null) {
        reader.getWidgets().put(name, hinting(reader, assistant, original));
      }
    }
    var accept = Objects.requireNonNull(reader.getBuiltinWidgets().get(LineReader.ACCEPT_LINE));
    reader.getWidgets().put(LineReader.ACCEPT_LINE, () -> leaveNothingBehind(reader, accept));
  }

  private static boolean leaveNothingBehind(LineReader reader, Widget accept) {
    reader.setTailTip("");
    return accept.apply();
  }

  private static Widget hinting(LineReader reader, Assistant assistant, Widget original) {
    return () -> {
      boolean done = original.apply();
      var buffer = reader.getBuffer();
      boolean atEnd = buffer.cursor() == buffer.length();
      reader.setTailTip(atEnd ? assistant.hint(buffer.toString()) : "");
      return done;
    };
  }
}
