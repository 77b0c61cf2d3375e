package hitrate.book;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the book from the command line: `BookBuild [--home DIR] [--language en] [--output DIR]
/// [--force] html|pdf...`. Results that are newer than everything they are made of are left alone.
public final class BookBuild {

  /// What a JVM that builds the book should be started with: JRuby uses what newer JDKs warn of.
  public static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dfile.encoding=UTF-8");

  private BookBuild() {}

  /// What can be built.
  public enum Format {
    HTML,
    PDF
  }

  /// Ends with exit code 0 when the book is up to date, 1 when its sources hold a mistake, 2 when
  /// called wrongly.
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("hitrate.home", "."));
    String language = "en";
    @Nullable Path output = null;
    boolean force = false;
    var formats = new ArrayList<Format>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--home" -> home = Path.of(arguments[++i]);
        case "--language" -> language = arguments[++i];
        case "--output" -> output = Path.of(arguments[++i]);
        case "--force" -> force = true;
        case "html" -> formats.add(Format.HTML);
        case "pdf" -> formats.add(Format.PDF);
        default -> {
          System.err.println(
              "usage: BookBuild [--home DIR] [--language en] [--output DIR] [--force] html|pdf...");
          System.exit(2);
        }
      }
    }
    try {
      var root = home.toAbsolutePath().normalize();
      var files =
          output == null
              ? new BookFiles(root, language)
              : new BookFiles(root, language, output.toAbsolutePath());
      boolean built = build(files, formats, force);
      System.out.println(built ? "Built " + files.output() : "Up to date: " + files.output());
      System.exit(0);
    } catch (BookException e) {
      System.err.println("The book has mistakes:");
      e.complaints().forEach(complaint -> System.err.println("  " + complaint));
      System.exit(1);
    } catch (IOException e) {
      System.err.println("The book could not be built: " + e);
      System.exit(1);
    }
  }

  /// Builds what is out of date and says whether there was anything to do.
  ///
  /// @throws BookException when the sources hold a mistake; nothing is then marked as built
  public static boolean build(BookFiles files, List<Format> formats, boolean force)
      throws IOException {
    List<Format> due = force ? formats : due(files, formats);
    if (due.isEmpty()) {
      return false;
    }
    var fingerprint = Fingerprint.of(files);
    try (var press = new Press(files)) {
      for (Format format : due) {
        switch (format) {
          case HTML -> press.html();
          case PDF -> press.pdf();
        }
        fingerprint.put(files, format);
      }
    }
    return true;
  }

  /// Those of `formats` that are older than what they are made of.
  public static List<Format> due(BookFiles files, List<Format> formats) throws IOException {
    var fingerprint = Fingerprint.of(files);
    var due = new ArrayList<Format>();
    for (Format format : formats) {
      if (!fingerprint.isOn(files, format)) {
        due.add(format);
      }
    }
    return due;
  }
}
