package hitrate.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows every link of the built pages: the file must be there, the anchor must be on it, and no
/// anchor may be on a page twice. A link that leaves the folder must be an `https:` address.
final class LinkCheck {

  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ANCHOR = Pattern.compile("<[a-zA-Z0-9]+\\b[^>]*? id=\"([^\"]+)\"");

  private final Path folder;
  private final Map<String, Set<String>> anchors = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();

  private LinkCheck(Path folder) {
    this.folder = folder;
  }

  /// What is wrong with the links of the pages in `folder`.
  static List<String> of(Path folder) throws IOException {
    var check = new LinkCheck(folder);
    List<Path> pages;
    try (var files = Files.list(folder)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
    for (Path page : pages) {
      check.collectAnchors(page);
    }
    for (Path page : pages) {
      check.followLinks(page);
    }
    return check.complaints;
  }

  private void collectAnchors(Path page) throws IOException {
    String name = page.getFileName().toString();
    var found = new HashSet<String>();
    Matcher ids = ANCHOR.matcher(Files.readString(page));
    while (ids.find()) {
      if (!found.add(ids.group(1))) {
        complaints.add(name + ": the anchor '" + ids.group(1) + "' is there twice");
      }
    }
    anchors.put(name, found);
  }

  private void followLinks(Path page) throws IOException {
    String name = page.getFileName().toString();
    Matcher links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      String link = links.group(1);
      if (!link.startsWith("https://")) {
        follow(name, link);
      }
    }
  }

  private void follow(String page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    String target = file.isEmpty() ? page : file;
    if (!Files.isRegularFile(folder.resolve(target))) {
      complaints.add(page + ": the link '" + link + "' leads to no file");
    } else if (hash >= 0
        && !anchors.getOrDefault(target, Set.of()).contains(link.substring(hash + 1))) {
      complaints.add(page + ": the link '" + link + "' leads to no anchor");
    }
  }
}
