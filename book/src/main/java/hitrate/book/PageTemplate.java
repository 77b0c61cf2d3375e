package hitrate.book;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// The page around a chapter: head, navigation, contents of the chapter, and the way on.
final class PageTemplate {

  private final String language;
  private final List<Page> pages;
  private final ResourceBundle texts;

  PageTemplate(String language, List<Page> pages) {
    this.language = language;
    this.pages = List.copyOf(pages);
    this.texts =
        ResourceBundle.getBundle(
            "hitrate.book.page",
            Locale.forLanguageTag(language),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  String render(Page page) {
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="%s">
    <title>%s</title>
    <link rel="stylesheet" href="book.css">
    <script src="book.js" defer></script>
    </head>
    <body class="%s" data-copy="%s" data-copied="%s">
    <a class="skip" href="#content">%s</a>
    <header class="top">
    <a class="brand" href="index.html">Hitrate</a>
    <button class="menu" type="button" aria-expanded="false" aria-controls="nav">%s</button>
    <button class="theme" type="button">%s</button>
    </header>
    <div class="frame">
    <nav id="nav" aria-label="%s">
    %s</nav>
    <main id="content">
    <article>
    <h1 id="%s">%s</h1>
    %s
    </article>
    %s</main>
    </div>
    </body>
    </html>
    """
        .formatted(
            language,
            Console.escape(ChapterIndex.plain(page.summary())),
            title(page),
            page.kind().name().toLowerCase(Locale.ROOT),
            text("copy"),
            text("copied"),
            text("skip"),
            text("menu"),
            text("theme"),
            text("nav"),
            navigation(page),
            page.id(),
            page.title(),
            page.body(),
            wayOn(page));
  }

  private static String title(Page page) {
    return Console.escape(ChapterIndex.plain(page.title())) + " · Hitrate";
  }

  private String navigation(Page shown) {
    var out = new StringBuilder();
    for (Page.Kind kind : Page.Kind.values()) {
      List<Page> group = pages.stream().filter(page -> page.kind() == kind).toList();
      if (group.isEmpty()) {
        continue;
      }
      if (kind == Page.Kind.LAB) {
        out.append("<p class=\"group\">").append(text("labs")).append("</p>\n");
      }
      out.append("<ul>\n");
      for (Page page : group) {
        out.append(entry(page, page.equals(shown)));
      }
      out.append("</ul>\n");
    }
    return out.toString();
  }

  private String entry(Page page, boolean shown) {
    var out = new StringBuilder("<li>");
    String current = shown ? " aria-current=\"page\"" : "";
    out.append("<a href=\"%s\"%s>%s</a>".formatted(page.file(), current, label(page)));
    if (shown && page.kind() != Page.Kind.PREFACE && !page.sections().isEmpty()) {
      out.append("\n<ol>\n");
      for (Page.Heading heading : page.sections()) {
        out.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(heading.id(), heading.title()));
      }
      out.append("</ol>\n");
    }
    return out.append("</li>\n").toString();
  }

  private String label(Page page) {
    if (page.kind() != Page.Kind.CHAPTER) {
      return page.title();
    }
    long number =
        pages.stream()
                .filter(other -> other.kind() == Page.Kind.CHAPTER)
                .takeWhile(other -> !other.equals(page))
                .count()
            + 1;
    return number + "&ensp;" + page.title();
  }

  private String wayOn(Page page) {
    if (page.kind() == Page.Kind.LAB) {
      return "";
    }
    int at = pages.indexOf(page);
    var out = new StringBuilder("<nav class=\"way\" aria-label=\"" + text("way") + "\">\n");
    if (at > 0) {
      Page before = pages.get(at - 1);
      out.append(
          "<a rel=\"prev\" href=\"%s\"><span>%s</span>%s</a>\n"
              .formatted(before.file(), text("previous"), label(before)));
    }
    if (at + 1 < pages.size() && pages.get(at + 1).kind() == Page.Kind.CHAPTER) {
      Page after = pages.get(at + 1);
      out.append(
          "<a rel=\"next\" href=\"%s\"><span>%s</span>%s</a>\n"
              .formatted(after.file(), text("next"), label(after)));
    }
    return out.append("</nav>\n").toString();
  }

  private String text(String key) {
    return texts.getString(key);
  }
}
