package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.terminal.Wrap;
import java.io.PrintWriter;
import java.util.function.IntSupplier;

/// What the candidate sees: paragraphs wrapped at the width of the terminal, prompts, and nothing
/// that a pipe could not carry when [Paint#PLAIN] paints it.
final class Screen {
  private static final int WIDEST = 100;
  private static final int NARROWEST = 32;

  private final PrintWriter out;
  private final Paint paint;
  private final Messages messages;
  private final IntSupplier terminalWidth;

  Screen(PrintWriter out, Paint paint, Messages messages, IntSupplier terminalWidth) {
    this.out = out;
    this.paint = paint;
    this.messages = messages;
    this.terminalWidth = terminalWidth;
  }

  Paint paint() {
    return paint;
  }

  /// The message `key` with its values filled in.
  String text(String key, Object... values) {
    return messages.text(key, values);
  }

  /// Columns to write in: lines much longer than a book's are hard to read.
  int width() {
    return Math.clamp(terminalWidth.getAsInt(), NARROWEST, WIDEST);
  }

  /// A line as it is.
  void line(String text) {
    out.println(text);
    out.flush();
  }

  /// An empty line.
  void gap() {
    line("");
  }

  /// A message, wrapped.
  void say(String key, Object... values) {
    wrapped("", "", text(key, values));
  }

  /// Paragraphs, wrapped.
  void paragraphs(String text) {
    wrapped("", "", text);
  }

  /// Paragraphs whose first line begins with `first` and every other with `rest`.
  void wrapped(String first, String rest, String text) {
    Wrap.lines(text, first, rest, width(), paint).forEach(this::line);
  }

  /// Writes a prompt and stays on its line.
  void prompt(String text) {
    out.print(prompted(text));
    out.flush();
  }

  /// Writes the prompt again in place, what is typed behind it untouched. Only a terminal can do
  /// that, and only while the new prompt is as long as the old.
  void refreshPrompt(String text) {
    if (paint == Paint.ANSI) {
      out.print("\u001b7\r" + prompted(text) + "\u001b8");
      out.flush();
    }
  }

  private String prompted(String text) {
    return paint.strong(text) + " > ";
  }

  /// Ends the line that a prompt began and nobody finished.
  void endPrompt() {
    line("");
  }
}
