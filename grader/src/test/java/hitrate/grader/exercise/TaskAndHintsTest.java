package hitrate.grader.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskAndHintsTest {
  @Test
  void sentencesAreListItemsWithANumberOverSeveralLines() {
    var task =
        Task.parse(
            """
            # Title

            ## Part 1: first

            - **1a** Each call adds one
              and returns it.
            - **1b** Nothing is lost.

            Some text.

            ## Part 2: second

            - not a demand
            - **2a** The last.
            """);
    assertEquals(
        Map.of(
            "1a",
            "Each call adds one and returns it.",
            "1b",
            "Nothing is lost.",
            "2a",
            "The last."),
        task.sentences());
    assertEquals(List.of("1a", "1b", "2a"), task.numbers());
    assertEquals(Map.of("1", "first", "2", "second"), task.parts());
    assertEquals("12", Task.partOf("12c"));
    assertThrows(IllegalArgumentException.class, () -> task.sentence("9z"));
  }

  @Test
  void hintsBelongToAPartInOrder() {
    var hints =
        Hints.parse(
            "# Part 1\n\n## 1\n\nLook.\n\n## 2\n\nThink.\nAgain.\n\n# Part 2\n\n## 1\n\nAct.\n");
    assertEquals(List.of("Look.", "Think.\nAgain."), hints.of("1"));
    assertEquals(List.of("Act."), hints.of("2"));
    assertEquals(List.of(), hints.of("3"));
  }
}
