package hitrate.book;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asciidoctor.ast.Block;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.Processor;

/// Marked-up console text, for the page and for print: the same spans, styled by `book.css` and by
/// the roles of the PDF theme.
final class Console {

  /// The longest console, in lines, that print keeps on one page.
  private static final int LONGEST_UNBROKEN = 30;

  private static final Pattern INDENT = Pattern.compile("^(<span class=\"[a-z]+\">)( +)");
  private static final String NO_BREAK = "\u00a0";

  private Console() {}

  /// A piece of a line with a role: `prompt`, `cmd`, `out`, `err` or `note`.
  static String span(String role, String text) {
    return "<span class=\"" + role + "\">" + escape(text) + "</span>";
  }

  /// A text made safe for HTML.
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// The block that shows lines of spans.
  static Block block(Processor processor, StructuralNode parent, List<String> lines) {
    if (!"pdf".equals(parent.getDocument().getAttribute("backend"))) {
      String html =
          "<div class=\"transcript\"><pre tabindex=\"0\">"
              + String.join("\n", lines)
              + "</pre></div>";
      return processor.createBlock(parent, "pass", html);
    }
    var options = new HashMap<Object, Object>();
    options.put("subs", List.of());
    Map<String, Object> attributes =
        lines.size() > LONGEST_UNBROKEN ? Map.of() : Map.of("unbreakable-option", "");
    List<String> indented = lines.stream().map(Console::keepIndent).toList();
    return processor.createBlock(parent, "listing", indented, attributes, options);
  }

  /// A line whose leading blanks survive print, which drops ordinary ones behind a tag.
  static String keepIndent(String line) {
    Matcher indent = INDENT.matcher(line);
    return indent.find()
        ? indent.group(1) + NO_BREAK.repeat(indent.group(2).length()) + line.substring(indent.end())
        : line;
  }
}
