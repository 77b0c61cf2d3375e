package hitrate.labs.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  @Test
  void whatOnlyOneTextHasIsMarked() {
    assertEquals(
        List.of(" a", "-b", "+x", "+y", " c"),
        LineDiff.of(List.of("a", "b", "c"), List.of("a", "x", "y", "c")));
  }

  @Test
  void anEmptyTextIsAllOfTheOther() {
    assertEquals(List.of("+a"), LineDiff.of(List.of(), List.of("a")));
    assertEquals(List.of("-a"), LineDiff.of(List.of("a"), List.of()));
    assertEquals(List.of(), LineDiff.of(List.of(), List.of()));
  }
}
