package hitrate.book.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramRunnerTest {

  @TempDir private Path folder;

  @Test
  void aProgramGetsTheAddressOfTheServer() throws Exception {
    Path file = program("Hello", "System.out.println(a[0].startsWith(\"redis://127.0.0.1:\"));");
    try (Stage stage = Stages.fresh()) {
      assertEquals(List.of("true"), ProgramRunner.run(file, stage));
    }
  }

  @Test
  void aProgramThatDoesNotCompileSaysWhy() throws Exception {
    Path file = program("Broken", "int x = \"one\";");
    var refused = assertThrows(TranscriptException.class, () -> run(file));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("Broken.java does not compile"),
        refused::getMessage);
    assertTrue(
        String.valueOf(refused.getMessage()).contains("incompatible types"), refused::getMessage);
  }

  @Test
  void aProgramThatFailsShowsWhatItPrinted() throws Exception {
    Path file = program("Failing", "System.out.println(\"so far\"); System.exit(3);");
    var refused = assertThrows(TranscriptException.class, () -> run(file));
    assertTrue(String.valueOf(refused.getMessage()).contains("so far"), refused::getMessage);
  }

  @Test
  void otherLinesThanTheTextsAreADifference() {
    Path file = Path.of("Race.java");
    ProgramRunner.check(file, List.of("lost {number 1..9}"), List.of("lost 7"));
    assertThrows(
        TranscriptException.class,
        () -> ProgramRunner.check(file, List.of("lost {number 1..9}"), List.of("lost 0")));
  }

  private void run(Path file) throws IOException, InterruptedException {
    try (Stage stage = Stages.fresh()) {
      ProgramRunner.run(file, stage);
    }
  }

  private Path program(String name, String body) throws IOException {
    String source = "class " + name + " { public static void main(String[] a) { " + body + " } }";
    return Files.writeString(folder.resolve(name + ".java"), source);
  }
}
