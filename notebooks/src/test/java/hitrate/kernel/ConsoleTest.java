package hitrate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final List<String> portions = new ArrayList<>();
  private final Console console =
      new Console(
          (stream, text) -> portions.add(stream + ": " + text),
          Messages.load(Console.class, "hitrate.kernel.messages"));

  @Test
  void manyLinesAreOnePortion() {
    for (int i = 0; i < 3; i++) {
      console.out().println(i);
    }
    assertEquals(List.of(), portions);
    console.flush();
    assertEquals(List.of("stdout: 0\n1\n2\n"), portions);
  }

  @Test
  void theOrderOfTheTwoStreamsIsKept() {
    console.out().print("a");
    console.err().print("b");
    console.out().print("c");
    console.flush();
    assertEquals(List.of("stdout: a", "stderr: b", "stdout: c"), portions);
  }

  @Test
  void aCharacterCutInTwoIsPutTogetherAgain() {
    byte[] bytes = "é𝄞".getBytes(UTF_8);
    for (byte each : bytes) {
      console.out().write(each);
    }
    console.flush();
    assertEquals(List.of("stdout: é𝄞"), portions);
  }

  @Test
  void aCellThatPrintsWithoutEndIsCutOff() {
    var line = "x".repeat(999) + "\n";
    for (int i = 0; i < 3_000; i++) {
      console.out().print(line);
    }
    console.flush();
    int printed = portions.stream().mapToInt(text -> text.length() - "stdout: ".length()).sum();
    assertTrue(printed < Console.MOST_CHARS + 100, () -> printed + " chars");
    assertTrue(portions.getLast().endsWith("is not shown\n"));

    portions.clear();
    console.begin();
    console.out().print("the next cell");
    console.flush();
    assertEquals(List.of("stdout: the next cell"), portions);
  }
}
