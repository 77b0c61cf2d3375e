package hitrate.labs.terminal;

import hitrate.grader.text.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Breaks paragraphs into lines. Text between backticks is code: bold where there are colours, in
/// its backticks where there are none; a code span without a blank is never broken.
public final class Wrap {
  private static final Pattern PARAGRAPH = Pattern.compile("\\R\\s*\\R");

  private final String rest;
  private final int width;
  private final Paint paint;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private int column;
  private boolean inCode;
  private boolean fresh = true;

  private Wrap(String first, String rest, int width, Paint paint) {
    this.rest = rest;
    this.width = width;
    this.paint = paint;
    start(first);
  }

  /// The lines of a text of one or more paragraphs.
  ///
  /// @param first begins the first line
  /// @param rest begins every other line
  public static List<String> lines(String text, String first, String rest, int width, Paint paint) {
    var wrap = new Wrap(first, rest, width, paint);
    var paragraphs = PARAGRAPH.split(text.strip());
    for (int i = 0; i < paragraphs.length; i++) {
      if (i > 0) {
        wrap.lines.add("");
        wrap.start(rest);
      }
      for (var word : paragraphs[i].strip().split("\\s+")) {
        wrap.add(word);
      }
      wrap.flush();
    }
    return wrap.lines;
  }

  /// A text behind what begins its line. Where that leaves too little room, the text gets lines of
  /// its own, which begin with `rest`.
  public static List<String> beside(
      String first, String rest, String text, int width, Paint paint) {
    int wide = visibleLength(first);
    if (wide + visibleLength(text) <= width) {
      return List.of(first + text);
    }
    if (wide < width / 2) {
      return lines(text, first, " ".repeat(wide), width, paint);
    }
    var all = new ArrayList<>(List.of(first.stripTrailing()));
    all.addAll(lines(text, rest, rest, width, paint));
    return all;
  }

  private void start(String prefix) {
    line.setLength(0);
    line.append(prefix);
    column = visibleLength(prefix);
    fresh = true;
  }

  private void flush() {
    lines.add(line.toString().stripTrailing());
  }

  private void add(String word) {
    int length = paint == Paint.ANSI ? word.replace("`", "").length() : word.length();
    if (!fresh && column + 1 + length > width) {
      flush();
      start(rest);
    }
    if (!fresh) {
      line.append(' ');
      column++;
    }
    line.append(paint == Paint.ANSI ? painted(word) : word);
    column += length;
    fresh = false;
  }

  private String painted(String word) {
    var painted = new StringBuilder();
    var parts = word.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        inCode = !inCode;
      }
      painted.append(inCode ? paint.strong(parts[i]) : parts[i]);
    }
    return painted.toString();
  }

  /// The columns that a text takes, escape sequences taking none.
  public static int visibleLength(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "").length();
  }
}
