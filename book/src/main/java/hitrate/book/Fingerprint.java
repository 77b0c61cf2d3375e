package hitrate.book;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A digest of everything the book is made of: its sources, pictures and listings, and the sources
/// of the engine that runs its transcripts. Kept beside a result, it tells whether the result is up
/// to date.
record Fingerprint(String digest) {

  static Fingerprint of(BookFiles files) throws IOException {
    var digest = sha256();
    var roots = new ArrayList<Path>();
    roots.add(files.sources());
    roots.add(files.images());
    roots.add(files.labs());
    roots.add(files.home().resolve("book/src"));
    roots.add(files.home().resolve("engine/core/src/main"));
    for (Path root : roots) {
      digestTree(root, files.home(), digest);
    }
    return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  boolean isOn(BookFiles files, BookBuild.Format format) throws IOException {
    Path mark = mark(files, format);
    Path result = format == BookBuild.Format.HTML ? files.html() : files.pdf();
    return Files.exists(result) && Files.exists(mark) && Files.readString(mark).equals(digest);
  }

  void put(BookFiles files, BookBuild.Format format) throws IOException {
    Files.writeString(mark(files, format), digest);
  }

  private static Path mark(BookFiles files, BookBuild.Format format) {
    return files.output().resolve("." + format + ".fingerprint");
  }

  private static void digestTree(Path root, Path home, MessageDigest digest) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> found;
    try (var walk = Files.walk(root)) {
      found = walk.filter(Files::isRegularFile).filter(Fingerprint::isSource).sorted().toList();
    }
    for (Path file : found) {
      digest.update(home.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
  }

  private static boolean isSource(Path file) {
    String path = file.toString().replace(File.separatorChar, '/');
    return !path.contains("/labs/target/") && !path.contains("/labs/src/");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
