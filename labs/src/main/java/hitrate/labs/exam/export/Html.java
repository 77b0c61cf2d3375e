package hitrate.labs.exam.export;

/// The bank's plain paragraphs as HTML.
final class Html {
  private Html() {}

  /// Paragraphs, with `code` between backticks.
  static String paragraphs(String text) {
    var html = new StringBuilder();
    for (var paragraph : text.strip().split("\\R\\s*\\R")) {
      html.append("<p>").append(inline(paragraph)).append("</p>");
    }
    return html.toString();
  }

  /// One paragraph without its tags.
  static String inline(String text) {
    var parts = escape(text.strip().replaceAll("\\s+", " ")).split("`", -1);
    var html = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1;
      html.append(code ? "<code>" + parts[i] + "</code>" : parts[i]);
    }
    return html.toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
