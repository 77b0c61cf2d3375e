package hitrate.labs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hitrate.engine.testing.Await;
import hitrate.engine.testing.Interrupts;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.ShortLife;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `./lab` does when what it prints cannot be read or written.
@Timeout(180)
class OutputTest {
  @TempDir Path folder;

  private ProcessBuilder lab(Path home, String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-D" + Home.PROPERTY + "=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Lab.class.getName()));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile());
    builder.environment().put("HITRATE_LANG", "en");
    return builder;
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  @Test
  void aCommandEndsQuietlyWhenItsReaderHasGone() throws Exception {
    for (var words : List.of(List.of("--help"), List.of("doctor", "--json"))) {
      var process = ShortLife.of(lab(folder, words.toArray(String[]::new)).start());
      process.getInputStream().close();
      assertEquals(141, Await.end(process), words::toString);
      assertEquals("", errors());
    }
  }

  @Test
  void watchEndsWithItsReaderThoughItHasNothingToSay() throws Exception {
    var process = ShortLife.of(lab(exercisesThatDoNotCompile(), "watch").start());
    try (var printed = process.inputReader(UTF_8)) {
      String line = "";
      while (!line.startsWith("Save to test again.")) {
        line = Objects.requireNonNull(printed.readLine(), "it ended by itself");
      }
    }
    assertEquals(141, Await.end(process));
    assertEquals("", errors());
  }

  @Test
  void ctrlCEndsWatchAtItsPromptAsItEndsEveryCommand() throws Exception {
    var script = RealPrograms.find("script");
    var words = lab(exercisesThatDoNotCompile(), "watch").command();
    var line = words.stream().map("'%s'"::formatted).collect(joining(" "));
    var command = new ArrayList<>(Interrupts.heard());
    command.addAll(List.of(script.toString(), "-qefc", line, "/dev/null"));
    var terminal = new ProcessBuilder(command);
    terminal.environment().put("HITRATE_LANG", "en");
    var process = ShortLife.of(terminal.start());
    var printed = new StringBuilder();
    try (var screen = process.inputReader(UTF_8);
        var keys = process.outputWriter(UTF_8)) {
      while (!printed.toString().contains("q quit")) {
        int letter = screen.read();
        assertTrue(letter >= 0, () -> "it ended by itself: " + printed);
        printed.append((char) letter);
      }
      keys.write("\u0003");
      keys.flush();
      screen.lines().forEach(printed::append);
    }
    assertEquals(130, Await.end(process), printed::toString);
    assertFalse(printed.toString().contains("Exception"), printed::toString);
  }

  /// A copy of the exercises that is quickly graded.
  private Path exercisesThatDoNotCompile() throws IOException {
    var project = Path.of("").toAbsolutePath();
    while (!Files.exists(project.resolve("exercises/exercises.txt"))) {
      project = Objects.requireNonNull(project.getParent(), "run the tests inside Hitrate");
    }
    var exercises = project.resolve("exercises");
    try (var all = Files.walk(exercises)) {
      for (var path : (Iterable<Path>) all::iterator) {
        var copy = folder.resolve("home/exercises").resolve(exercises.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
    var home = folder.resolve("home");
    Files.writeString(home.resolve("exercises/src/main/java/d1strings/NewsSite.java"), "class");
    return home;
  }

  @Test
  void aFullDiskIsNotTakenForSuccess() throws Exception {
    var full = new File("/dev/full");
    assumeTrue(full.exists());
    var process = lab(folder, "--help").redirectOutput(full).start();
    assertEquals(1, Await.end(process));
    assertEquals("error: the output could not be written: No space left on device\n", errors());
  }
}
