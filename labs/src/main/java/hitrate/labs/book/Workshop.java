package hitrate.labs.book;

import hitrate.book.BookBuild;
import hitrate.book.BookBuild.Format;
import hitrate.book.BookFiles;
import hitrate.grader.text.Messages;
import hitrate.labs.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Builds the book in a child JVM when it is out of date.
public final class Workshop {

  private final BookFiles files;

  /// A workshop for the book in `files`.
  public Workshop(BookFiles files) {
    this.files = files;
  }

  /// The book of this copy of Hitrate. Of a copy that may only be read the results go to a folder
  /// of the user's own, unless they are up to date where they usually are.
  public static BookFiles files(Home home, String language) throws IOException {
    var usual = new BookFiles(home.root(), language);
    boolean ours =
        home.state().startsWith(home.root())
            || !Files.exists(usual.whole())
            || new Workshop(usual).isUpToDate(List.of(Format.HTML));
    return ours ? usual : new BookFiles(home.root(), language, home.state().resolve("book"));
  }

  /// Whether everything in `formats` is newer than what it is made of.
  public boolean isUpToDate(List<Format> formats) throws IOException {
    return BookBuild.due(files, formats).isEmpty();
  }

  /// Builds what is out of date; false when the sources hold a mistake, which the child has then
  /// explained on standard error.
  public boolean build(List<Format> formats, boolean force, PrintWriter out, Messages messages)
      throws IOException, InterruptedException {
    if (!force && isUpToDate(formats)) {
      return true;
    }
    out.println(messages.text("building"));
    out.flush();
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(BookBuild.JVM_FLAGS);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(BookBuild.class.getName());
    words.addAll(List.of("--home", files.home().toString(), "--language", files.language()));
    words.addAll(List.of("--output", files.output().toString()));
    if (force) {
      words.add("--force");
    }
    formats.forEach(format -> words.add(format.name().toLowerCase(Locale.ROOT)));
    var child = new ProcessBuilder(words).inheritIO();
    child.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = child.start();
    try {
      return process.waitFor() == 0;
    } finally {
      process.destroy();
    }
  }
}
