package hitrate.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the book's sources and results are, below the folder that holds the whole project.
///
/// @param home the project's root folder
/// @param language the language folder, `en`
/// @param output where results go
public record BookFiles(Path home, String language, Path output) {

  private static final Pattern CHAPTER = Pattern.compile("(?m)^include::([a-z0-9-]+)\\.adoc\\[");

  /// The book whose results go where they usually go, below the project's root.
  public BookFiles(Path home, String language) {
    this(home, language, home.resolve("book/target/book"));
  }

  /// The sources of one language: `book/en`.
  public Path sources() {
    return home.resolve("book").resolve(language);
  }

  /// The file that joins the chapters to a book; its includes fix their order.
  public Path whole() {
    return sources().resolve("book.adoc");
  }

  /// The pictures, shared by all languages.
  public Path images() {
    return home.resolve("book/images");
  }

  /// Pictures drawn by experiments while the book is built.
  public Path charts() {
    return output().resolve("charts");
  }

  /// The record of an experiment that measures the machine.
  public Path record(String experiment) {
    return sources().resolve("runs").resolve(experiment + ".txt");
  }

  /// The guided labs, `labs/<id>/lab.adoc`.
  public Path labs() {
    return home.resolve("labs");
  }

  /// The HTML pages.
  public Path html() {
    return output().resolve("html");
  }

  /// The PDF.
  public Path pdf() {
    return output().resolve("hitrate.pdf");
  }

  /// The names of the chapters in reading order, without `.adoc`; the first one is the preface,
  /// which becomes `index.html`.
  public List<String> chapters() throws IOException {
    Matcher includes = CHAPTER.matcher(Files.readString(whole()));
    List<String> names = includes.results().map(include -> include.group(1)).toList();
    if (names.isEmpty()) {
      throw new BookException(whole() + " includes no chapter");
    }
    return names;
  }

  /// The ids of the guided labs, sorted.
  public List<String> labIds() throws IOException {
    if (!Files.isDirectory(labs())) {
      return List.of();
    }
    try (var folders = Files.list(labs())) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("lab.adoc")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
