package hitrate.book;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The list of pages for other programs, `chapters.json`: an array of objects with `kind`
/// (`preface`, `chapter`, `lab`), `id`, `title`, `file`, `summary`, and `anchors`, every id that a
/// link may name on that page.
final class ChapterIndex {

  private static final Pattern ANCHOR = Pattern.compile("<[a-z0-9]+\\b[^>]*? id=\"([^\"]+)\"");
  private static final Pattern TAG = Pattern.compile("<[^>]+>");

  private ChapterIndex() {}

  static String json(List<Page> pages) {
    return pages.stream()
        .map(ChapterIndex::object)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String object(Page page) {
    return "  {\"kind\": %s, \"id\": %s, \"title\": %s, \"file\": %s, \"summary\": %s,\n   \"anchors\": [%s]}"
        .formatted(
            quoted(page.kind().name().toLowerCase(Locale.ROOT)),
            quoted(page.id()),
            quoted(plain(page.title())),
            quoted(page.file()),
            quoted(plain(page.summary())),
            anchors(page));
  }

  private static String anchors(Page page) {
    return ANCHOR
        .matcher(page.body())
        .results()
        .map(match -> match.group(1))
        .filter(id -> !id.endsWith("-title") && !id.endsWith("-desc"))
        .map(ChapterIndex::quoted)
        .collect(Collectors.joining(", ", quoted(page.id()) + ", ", ""))
        .replaceFirst(", $", "");
  }

  /// HTML as plain text.
  static String plain(String html) {
    return TAG.matcher(html)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#8217;", "’")
        .replace("&#8212;", "—")
        .replace("&#8201;", " ")
        .replace("&amp;", "&");
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
