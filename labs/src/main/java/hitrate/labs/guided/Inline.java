package hitrate.labs.guided;

import hitrate.grader.text.Paint;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// AsciiDoc's inline marks on a terminal, and lines of a width that can be read.
final class Inline {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern STRONG = Pattern.compile("(?<![\\w*])\\*([^*]+)\\*(?![\\w*])");
  private static final Pattern EMPHASIS = Pattern.compile("(?<![\\w_])_([^_]+)_(?![\\w_])");
  private static final Pattern REFERENCE = Pattern.compile("xref:[^\\[]+\\[([^]]+)]");

  private Inline() {}

  /// The text in lines of at most `width` characters, its marks turned into colour. Without colour,
  /// code keeps its backticks, since `GET` is a word too.
  static String render(String text, int width, String indent, Paint paint) {
    String plain = replace(REFERENCE, text, match -> "\"" + match.group(1) + "\"");
    String wrapped = wrap(plain, width, indent);
    if (paint == Paint.ANSI) {
      wrapped = replace(CODE, wrapped, match -> paint.strong(match.group(1)));
    }
    wrapped = replace(STRONG, wrapped, match -> paint.strong(match.group(1)));
    return replace(EMPHASIS, wrapped, match -> match.group(1));
  }

  /// The text without any marks but backticks, on one line.
  static String plain(String text) {
    return render(text, Integer.MAX_VALUE, "", Paint.PLAIN);
  }

  private static String wrap(String text, int width, String indent) {
    var out = new StringBuilder(indent);
    int column = indent.length();
    for (String word : text.split("\\s+")) {
      boolean first = column == indent.length();
      if (!first && column + 1 + word.length() > width) {
        out.append('\n').append(indent);
        column = indent.length();
        first = true;
      }
      out.append(first ? "" : " ").append(word);
      column += word.length() + (first ? 0 : 1);
    }
    return out.toString();
  }

  private static String replace(Pattern pattern, String text, Function<MatchResult, String> by) {
    return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply(m)));
  }
}
