package hitrate.grader.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip archive that was handed in. Of all that may be in one only Java source is taken out, into
/// a folder of ours: no class, no service, no link, no archive within the archive ever lies there.
final class Upload {
  /// An archive larger than this is not opened: 16 MB.
  static final long MOST_ZIP_BYTES = 16L << 20;

  /// More files than this, of whatever kind, are refused.
  static final int MOST_FILES = 2_000;

  /// Java source in all, unpacked: 4 MB. Counted while unpacking, as an archive may lie about it.
  static final long MOST_SOURCE_BYTES = 4L << 20;

  private static final String SOURCE = ".java";
  private static final char DELETE = 127;

  private Upload() {}

  /// Why an archive is refused: a text of the grader's messages and its values.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;
    private final transient List<Object> values;

    Refused(String key, Object... values) {
      super(key);
      this.key = key;
      this.values = List.of(values);
    }

    String key() {
      return key;
    }

    Object[] values() {
      return values.toArray();
    }
  }

  /// Unpacks the sources of `zip` below `folder`, which is empty.
  static void unpack(Path zip, Path folder) throws IOException, Refused {
    if (Files.size(zip) > MOST_ZIP_BYTES) {
      throw tooLarge(zip);
    }
    try (var archive = open(zip)) {
      if (archive.size() > MOST_FILES) {
        throw tooLarge(zip);
      }
      Set<String> names = new HashSet<>();
      long left = MOST_SOURCE_BYTES;
      for (ZipEntry entry : Collections.list(archive.entries())) {
        var name = checked(zip, entry.getName());
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
          throw new Refused("problem.upload.twice", zip, name);
        }
        if (!entry.isDirectory() && name.endsWith(SOURCE)) {
          left -= unpack(zip, archive, entry, below(folder, name), left);
        }
      }
    } catch (IOException e) { // ZipException and what the system has against the file
      throw new Refused("problem.upload.notZip", zip, String.valueOf(e.getMessage()));
    }
  }

  /// Older systems write names in an alphabet of their own and do not say which. As the names of
  /// classes are ASCII nearly always, any reading of the others will do.
  private static ZipFile open(Path zip) throws IOException {
    try {
      return new ZipFile(zip.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException notInUtf8) {
      return new ZipFile(zip.toFile(), StandardCharsets.ISO_8859_1);
    }
  }

  /// The place of a file. A grader's machine without a locale has ASCII names only: there the other
  /// letters become numbers.
  private static Path below(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException unmappable) {
      var ascii = new StringBuilder();
      name.chars()
          .forEach(letter ->
              ascii.append(letter < DELETE ? Character.toString(letter) : "x%x".formatted(letter)));
      return folder.resolve(ascii.toString());
    }
  }

  /// One entry; answers its length.
  private static int unpack(Path zip, ZipFile archive, ZipEntry entry, Path to, long left)
      throws IOException, Refused {
    byte[] source;
    try (var in = archive.getInputStream(entry)) {
      source = in.readNBytes((int) left + 1);
    }
    if (source.length > left) {
      throw tooLarge(zip);
    }
    Files.createDirectories(to.resolveSibling("."));
    Files.write(to, source);
    return source.length;
  }

  /// The name, when it leads to a place below the folder on every system.
  private static String checked(Path zip, String name) throws Refused {
    boolean leadsOut =
        name.isEmpty()
            || name.startsWith("/")
            || name.contains("\\")
            || name.contains(":")
            || name.chars().anyMatch(letter -> letter < ' ' || letter == DELETE)
            || List.of(name.split("/")).contains("..");
    if (leadsOut) {
      throw new Refused("problem.upload.name", zip, name);
    }
    return name;
  }

  private static Refused tooLarge(Path zip) {
    return new Refused(
        "problem.upload.tooLarge", zip, MOST_ZIP_BYTES, MOST_FILES, MOST_SOURCE_BYTES);
  }
}
