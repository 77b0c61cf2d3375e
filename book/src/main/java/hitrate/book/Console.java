package hitrate.book;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asciidoctor.ast.Block;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.Processor;

/// Marked-up console text, for the page and for print: the same spans, styled by `book.css` and by
/// the roles of the PDF theme.
final class Console {

  /// The longest console, in lines, that print keeps on one page.
  private static final int LONGEST_UNBROKEN = 30;

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
    return processor.createBlock(parent, "listing", lines, attributes, options);
  }
}
