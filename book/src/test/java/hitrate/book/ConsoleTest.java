package hitrate.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ConsoleTest {

  @Test
  void theIndentOfALineSurvivesPrint() {
    assertEquals(
        "<span class=\"out\">\u00a0\u00a060 ns   a map</span>",
        Console.keepIndent(Console.span("out", "  60 ns   a map")));
    assertEquals(Console.span("out", "OK"), Console.keepIndent(Console.span("out", "OK")));
  }

  @Test
  void whatANodeAnswersIsNotMarkup() {
    assertEquals(
        "<span class=\"out\">&quot;&lt;b&gt; &amp; c&quot;</span>",
        Console.span("out", "\"<b> & c\""));
  }
}
