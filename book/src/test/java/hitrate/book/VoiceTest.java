package hitrate.book;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a test can hold of the book's voice.
class VoiceTest {

  private static final Pattern CODE = Pattern.compile("`[^`]*`|(?s:----\\n.*?\\n----)|image::\\S+");
  private static final Pattern BLOCK = Pattern.compile("(?s)----\\n.*?\\n----");
  private static final List<String> EMPTY_WORDS =
      List.of(
          "simply ",
          "of course",
          "obviously",
          "powerful",
          "blazing",
          "seamless",
          "leverage",
          "robust",
          "basically",
          "in order to ",
          "it is important to note",
          "let's",
          "delve",
          "cutting-edge",
          "game chang");

  @Test
  void noExclamationMarksAndNoEmptyWords() throws IOException {
    var found = new ArrayList<String>();
    for (Path source : texts()) {
      String prose = CODE.matcher(Files.readString(source)).replaceAll("code");
      String lower = prose.toLowerCase(Locale.ROOT);
      EMPTY_WORDS.stream().filter(lower::contains).forEach(word -> found.add(source + ": " + word));
      prose
          .lines()
          .filter(line -> line.contains("!"))
          .forEach(line -> found.add(source + ": " + line));
    }
    assertTrue(found.isEmpty(), () -> String.join("\n", found));
  }

  @Test
  void dotsInCodeStayDots() throws IOException {
    var found = new ArrayList<String>();
    for (Path source : texts()) {
      String prose = BLOCK.matcher(Files.readString(source)).replaceAll("");
      CODE.matcher(prose)
          .results()
          .map(code -> code.group())
          .filter(code -> code.contains("...") && !code.startsWith("`+"))
          .forEach(code -> found.add(source + ": write `+" + code.substring(1)));
    }
    assertTrue(found.isEmpty(), () -> String.join("\n", found));
  }

  @Test
  void aChapterIsLongEnoughToTeachAndShortEnoughToRead() throws IOException {
    for (String chapter : List.of("what-a-cache-is-for", "d1-strings")) {
      String text = Files.readString(Path.of("en", chapter + ".adoc"));
      long words = text.split("\\s+").length;
      assertTrue(words > 2_500 && words < 5_500, () -> chapter + " has " + words + " words");
    }
  }

  private static List<Path> texts() throws IOException {
    var texts = new ArrayList<Path>();
    try (var sources = Files.list(Path.of("en"))) {
      sources.filter(file -> file.toString().endsWith(".adoc")).sorted().forEach(texts::add);
    }
    try (var labs = Files.walk(Path.of("../labs"), 2)) {
      labs.filter(file -> file.endsWith("lab.adoc")).sorted().forEach(texts::add);
    }
    return texts;
  }
}
