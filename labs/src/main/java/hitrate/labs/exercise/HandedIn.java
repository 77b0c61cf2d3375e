package hitrate.labs.exercise;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.grader.exercise.Exercise;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// One submission of a class: a zip archive or a folder in the folder that a learning platform
/// gives out.
///
/// @param name its author, as the file or folder is called
/// @param place the archive or folder to grade
record HandedIn(String name, Path place) {
  private static final String ZIP = ".zip";

  /// All submissions in `folder` by their names, and the files that are none.
  ///
  /// @param all the submissions
  /// @param others names of files that are neither archive nor folder
  record Pile(List<HandedIn> all, List<String> others) {}

  /// Looks through `folder`; `aside`, where the results go, may lie in it.
  static Pile in(Path folder, Path aside) throws IOException {
    var found = new TreeMap<String, Path>();
    var others = new ArrayList<String>();
    var results = aside.toAbsolutePath().normalize();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = String.valueOf(entry.getFileName());
        boolean archive = name.toLowerCase(Locale.ROOT).endsWith(ZIP) && Files.isRegularFile(entry);
        // Systems keep notes of their own in folders such as __MACOSX and .git.
        if (name.startsWith(".")
            || name.startsWith("__")
            || entry.toAbsolutePath().normalize().equals(results)) {
          continue;
        }
        if (archive || Files.isDirectory(entry)) {
          found.put(name, entry);
        } else {
          others.add(name);
        }
      }
    }
    others.sort(null);
    var all = new ArrayList<HandedIn>();
    found.forEach((name, place) -> {
      var bare = Files.isDirectory(place) ? name : name.substring(0, name.length() - ZIP.length());
      boolean taken = !bare.equals(name) && found.containsKey(bare);
      all.add(new HandedIn(taken ? name : bare, onlyArchive(place)));
    });
    return new Pile(List.copyOf(all), List.copyOf(others));
  }

  /// A folder that holds one archive and nothing else stands for it: so platforms pack uploads.
  private static Path onlyArchive(Path place) {
    if (!Files.isDirectory(place)) {
      return place;
    }
    try (var inside = Files.list(place)) {
      var all = inside.filter(each -> !each.getFileName().toString().startsWith(".")).toList();
      boolean one =
          all.size() == 1
              && all.getFirst().toString().toLowerCase(Locale.ROOT).endsWith(ZIP)
              && Files.isRegularFile(all.getFirst(), LinkOption.NOFOLLOW_LINKS);
      return one ? all.getFirst() : place;
    } catch (IOException e) {
      return place; // grading it says why it cannot be read
    }
  }

  /// The same as long as neither the submission nor what it is graded by has changed.
  String fingerprint(Exercise exercise, String target) throws IOException {
    var digest = sha256();
    digest.update((exercise.id() + "\n" + target + "\n").getBytes(UTF_8));
    var tests = "/" + exercise.tests().replace('.', '/') + ".class";
    try (var in = HandedIn.class.getResourceAsStream(tests)) {
      digest.update(in == null ? new byte[0] : in.readAllBytes());
    }
    for (var file : files()) {
      digest.update((place.relativize(file) + "\n").getBytes(UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The archive, or the Java files of the folder in the order of their names.
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        place,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
