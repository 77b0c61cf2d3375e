package hitrate.labs.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Paint;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrapTest {
  @Test
  void linesEndBeforeTheWidthAndHangUnderTheirFirstWord() {
    assertEquals(
        List.of("  A  one two", "     three"),
        Wrap.lines("one two three", "  A  ", "     ", 13, Paint.PLAIN));
  }

  @Test
  void paragraphsStayApart() {
    assertEquals(List.of("one", "", "two"), Wrap.lines("one\n\ntwo\n", "", "", 40, Paint.PLAIN));
  }

  @Test
  void aWordLongerThanTheLineStandsAlone() {
    assertEquals(List.of("a", "bbbbbb", "c"), Wrap.lines("a bbbbbb c", "", "", 4, Paint.PLAIN));
  }

  @Test
  void codeIsBoldOnATerminalAndKeepsItsBackticksElsewhere() {
    assertEquals(
        List.of("run `GET k` now"), Wrap.lines("run `GET k` now", "", "", 40, Paint.PLAIN));
    var lines = Wrap.lines("run `GET k` now", "", "", 40, Paint.ANSI);
    assertEquals(1, lines.size());
    assertEquals("run \u001b[1mGET\u001b[0m \u001b[1mk\u001b[0m now", lines.getFirst());
  }

  @Test
  void coloursTakeNoColumns() {
    assertEquals(3, Wrap.visibleLength(Paint.ANSI.bad("red")));
    var first = Paint.ANSI.strong("A") + " ";
    assertEquals(1, Wrap.lines("eight ch", first, "", 10, Paint.ANSI).size());
  }

  @Test
  void theTerminalsAnswerIsReadOrReplacedByEighty() {
    assertEquals(132, TerminalWidth.columns("24 132\n"));
    assertEquals(80, TerminalWidth.columns("0 0\n"));
    assertEquals(80, TerminalWidth.columns(""));
    assertTrue(TerminalWidth.of(Paint.PLAIN) == 80);
  }
}
