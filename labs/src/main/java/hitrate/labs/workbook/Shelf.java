package hitrate.labs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The built book: the list of its pages, and the pages themselves. The book may be built, rebuilt
/// or absent while the workbook runs.
final class Shelf {
  /// One page of the book as `chapters.json` lists it; `kind` is `preface`, `chapter` or `lab`.
  record Page(String kind, String id, String title, String file, String summary) {}

  /// What the book's pages may do: their own script, style and pictures, nothing from elsewhere,
  /// and no frame but the workbook's.
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "jpg", "image/jpeg",
          "woff2", "font/woff2");

  private final Path folder;

  /// The book in `folder`, which need not exist yet.
  Shelf(Path folder) {
    this.folder = folder;
  }

  /// The pages in reading order; none while there is no book.
  List<Page> pages() {
    try {
      var pages =
          JsonMapper.shared()
              .readValue(Files.readString(folder.resolve("chapters.json")), Page[].class);
      return pages == null ? List.of() : List.of(pages);
    } catch (IOException | JacksonException absentOrHalfWritten) {
      return List.of();
    }
  }

  /// Answers with one file of the book.
  ///
  /// @throws Refusal when there is no such file, or the name leads out of the book
  void serve(String name, Exchange exchange) throws IOException {
    var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    if (type == null) {
      throw new Refusal(404, "There is no such page.");
    }
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader("X-Frame-Options", "SAMEORIGIN");
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.send(200, type, Files.readAllBytes(inside(name)));
  }

  private Path inside(String name) {
    try {
      var file = folder.resolve(name).toRealPath();
      if (file.startsWith(folder.toRealPath()) && Files.isRegularFile(file)) {
        return file;
      }
    } catch (IOException | InvalidPathException absent) {
      // Answered below, like every other name that is not there.
    }
    throw new Refusal(404, "There is no such page.");
  }
}
