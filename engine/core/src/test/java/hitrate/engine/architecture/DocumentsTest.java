package hitrate.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The Markdown pages say what the tree says.
class DocumentsTest {

  private static final Path ARCHITECTURE = Path.of("docs", "architecture", "README.md");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");

  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)`");

  @Test
  void everyLinkLeadsToAFile() {
    var broken = new ArrayList<String>();
    for (Path page : pages()) {
      for (var target : all(LINK, page).toList()) {
        var folder = ProjectTree.root().resolve(page).getParent();
        if (folder == null || !Files.exists(folder.resolve(target))) {
          broken.add(page + " -> " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyTestThatAPageNamesExists() {
    var names = ProjectTree.files().stream().map(file -> "" + file.getFileName()).toList();
    var missing = new ArrayList<String>();
    for (Path page : pages()) {
      all(TEST_NAME, page)
          .filter(test -> !names.contains(test + ".java"))
          .forEach(test -> missing.add(page + " -> " + test));
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theTableOfModulesIsTheParentPoms() {
    assertEquals(
        Modules.names().stream().sorted().toList(),
        column("| folder | artifact |").sorted().toList());
  }

  @Test
  void theTableOfPackagesIsTheOneThatTheTestsHold() {
    assertEquals(LayersTest.LAYERS, column("| package | holds |").toList());
  }

  /// The first column of the table whose header starts like this.
  private static Stream<String> column(String header) {
    return ProjectTree.lines(ARCHITECTURE).stream()
        .dropWhile(line -> !line.startsWith(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("`", -1)[1]);
  }

  private static Stream<String> all(Pattern pattern, Path page) {
    return pattern.matcher(ProjectTree.text(page)).results().map(DocumentsTest::first);
  }

  private static String first(MatchResult match) {
    return match.group(1);
  }

  private static List<Path> pages() {
    return ProjectTree.files().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }
}
