package hitrate.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The housekeeping rules that a machine can check, over every file of every module. The learner's
/// own folder, exercises/src, is exempt: how somebody writes while learning is no failure.
class TidyTest {

  private static final int MAX_LINES = 600;

  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(java|xml|md|adoc|properties|sh|ya?ml|json|js|css|html|svg|py|txt|conf|lua)"
              + "|lab|LICENSE|\\.ci/\\w+|\\.editorconfig|\\.gitignore");

  /// Files whose tabs or line-end spaces are their content: expected output, character by
  /// character.
  private static final Pattern VERBATIM = Pattern.compile(".*/src/test/resources/.*");

  private static final Pattern MARK =
      Pattern.compile("\\b(" + String.join("|", "TO" + "DO", "FIX" + "ME", "XX" + "X") + ")\\b");

  private static final Pattern DISABLED = Pattern.compile("^\\s*@Dis" + "abled\\b");

  private static final Pattern EXIT =
      Pattern.compile("\\bSystem\\.exit\\(|\\bRuntime\\.getRuntime\\(\\)\\.(exit|halt)\\(");

  private static final Pattern MAIN =
      Pattern.compile("\\bstatic void main\\(|^  void main\\(", Pattern.MULTILINE);

  /// Code, not a string of it, that waits without an end or without saying what for.
  private static final Pattern LINGERS =
      Pattern.compile(
          "^[^\"]*(Thread\\.(sleep|onSpinWait|yield)\\(|(?<!destroyForcibly\\(\\))\\.waitFor\\(\\))");

  private static final Pattern VAGUE = Pattern.compile(".*(Impl|Utils?|Manager|Helper)\\.java");

  private static final Pattern PACKAGE =
      Pattern.compile("(.*)/src/(?:main|test)/java/(hitrate/.*)/([^/]+\\.java)");

  @Test
  void theWalkSeesEveryModule() {
    var poms = new TreeSet<String>();
    for (Path file : ProjectTree.files()) {
      if (file.endsWith("pom.xml") && file.getNameCount() > 1) {
        poms.add(slashed(file).replace("/pom.xml", ""));
      }
    }
    assertEquals(new TreeSet<>(Modules.names()), poms, "modules of the parent pom and their poms");
  }

  @Test
  void theChecksSeeEverySourceButTheLearners() {
    var folders = new TreeSet<String>();
    for (Path file : javaFiles()) {
      if (PACKAGE.matcher(slashed(file)).matches()) {
        folders.add(slashed(file).replaceFirst("/java/.*", "/java"));
      }
    }
    folders.add("solutions/src/main/java"); // in the learner's own packages
    assertEquals(folders, new TreeSet<>(Modules.checked()));
  }

  @Test
  void noJavaFileIsLongerThanTheWall() {
    assertNone(
        (file, complain) -> {
          long lines = ProjectTree.text(file).lines().count();
          if (lines > MAX_LINES && !isGenerated(file)) {
            complain.accept(0, lines + " lines; split it by theme, " + MAX_LINES + " is the wall");
          }
        },
        javaFiles());
  }

  @Test
  void linesHaveNoTabsAndNoSpacesAtTheirEnd() {
    assertNone(
        (file, complain) -> {
          var lines = ProjectTree.lines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("\t")) {
              complain.accept(i + 1, "a tab");
            }
            if (lines.get(i).endsWith(" ")) {
              complain.accept(i + 1, "a space at the end of the line");
            }
          }
        },
        textFiles());
  }

  @Test
  void everyFileEndsWithOneNewline() {
    assertNone(
        (file, complain) -> {
          var text = ProjectTree.text(file);
          if (!text.isEmpty() && !text.endsWith("\n")) {
            complain.accept(0, "no newline at the end of the file");
          }
          if (text.endsWith("\n\n")) {
            complain.accept(0, "empty lines at the end of the file");
          }
          if (text.contains("\r")) {
            complain.accept(0, "carriage returns");
          }
        },
        textFiles());
  }

  @Test
  void nothingIsLeftForLater() {
    assertNone(
        (file, complain) -> {
          var lines = ProjectTree.lines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (MARK.matcher(lines.get(i)).find()) {
              complain.accept(i + 1, "an unfinished mark; finish it or file an issue");
            }
            if (DISABLED.matcher(lines.get(i)).find()) {
              complain.accept(i + 1, "a switched-off test; mend it or take it out");
            }
          }
        },
        textFiles());
  }

  @Test
  void onlyMainClassesEndTheProcess() {
    assertNone(
        (file, complain) -> {
          var text = ProjectTree.text(file);
          if (EXIT.matcher(text).find() && !MAIN.matcher(text).find()) {
            complain.accept(0, "ends the JVM, and is no main class; throw, or return an exit code");
          }
        },
        javaFiles().stream().filter(file -> slashed(file).contains("/src/main/")).toList());
  }

  @Test
  void testsWaitByTheOneWordThatComesToAnEnd() {
    assertNone(
        (file, complain) -> {
          var lines = ProjectTree.lines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (LINGERS.matcher(lines.get(i)).find()) {
              complain.accept(
                  i + 1, "hitrate.engine.testing.Await waits with an end and a message");
            }
          }
        },
        javaFiles().stream().filter(file -> slashed(file).contains("/src/test/")).toList());
  }

  @Test
  void namesSayWhatAThingIs() {
    assertNone(
        (file, complain) -> {
          if (VAGUE.matcher(slashed(file)).matches()) {
            complain.accept(0, "name it by what it is: no Impl, Utils, Manager, Helper");
          }
        },
        javaFiles());
  }

  @Test
  void everyPackageIntroducesItselfAndIsNullMarked() {
    Map<String, List<String>> packages = new TreeMap<>();
    for (Path file : javaFiles()) {
      var match = PACKAGE.matcher(slashed(file));
      if (match.matches()) {
        packages
            .computeIfAbsent(match.group(1) + ": " + match.group(2), _ -> new ArrayList<>())
            .add(match.group(3));
        if (match.group(3).equals("package-info.java")) {
          assertTrue(ProjectTree.text(file).contains("@NullMarked"), file + " is not @NullMarked");
          assertTrue(ProjectTree.text(file).startsWith("///"), file + " says nothing");
        }
      }
    }
    var silent = new ArrayList<String>();
    packages.forEach((name, files) -> {
      if (!files.contains("package-info.java")) {
        silent.add(name);
      }
    });
    assertEquals(List.of(), silent, "packages without package-info.java");
  }

  private static boolean isGenerated(Path file) {
    return ProjectTree.lines(file).stream().limit(5).anyMatch(line -> line.contains("Generated "));
  }

  private static List<Path> textFiles() {
    return ProjectTree.files().stream()
        .filter(file -> TEXT.matcher(slashed(file)).matches())
        .filter(file -> !VERBATIM.matcher(slashed(file)).matches())
        .filter(file -> !file.startsWith(Path.of("exercises", "src")))
        .toList();
  }

  private static List<Path> javaFiles() {
    return textFiles().stream().filter(file -> slashed(file).endsWith(".java")).toList();
  }

  private static String slashed(Path file) {
    return file.toString().replace('\\', '/');
  }

  /// A rule looks at one file and complains about lines; line 0 means the whole file.
  private interface Rule {
    void check(Path file, BiConsumer<Integer, String> complain);
  }

  private static void assertNone(Rule rule, List<Path> files) {
    assertTrue(!files.isEmpty(), "no files found");
    var complaints = new ArrayList<String>();
    for (Path file : files) {
      rule.check(
          file,
          (line, what) ->
              complaints.add(slashed(file) + (line == 0 ? "" : ":" + line) + ": " + what));
    }
    if (!complaints.isEmpty()) {
      fail("\n" + String.join("\n", complaints));
    }
  }
}
