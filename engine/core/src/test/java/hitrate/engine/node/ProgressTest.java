package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/// What a terminal shows of loading and saving, and that it leaves nothing behind.
class ProgressTest {
  private static final String ERASE = "\r\033[K";
  private static final Progress LOADING =
      Progress.ofBytes("Loading", 300L << 20, 1000L << 20, 12_345, 6_000);

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final ArrayDeque<Runnable> drawings = new ArrayDeque<>();
  private int columns = 80;

  private StatusLine line() {
    return new StatusLine(
        new PrintStream(screen, true, StandardCharsets.UTF_8), () -> columns, drawings::add);
  }

  private String seen() {
    String text = screen.toString(StandardCharsets.UTF_8);
    screen.reset();
    return text;
  }

  private void draw() {
    while (!drawings.isEmpty()) {
      drawings.remove().run();
    }
  }

  @Test
  void aWideTerminalGetsEverything() {
    assertEquals(
        "Loading 30% [=========>                    ] 300.0 MB of 1.0 GB, 12345 keys, 14 s left",
        LOADING.text(120));
    assertEquals(
        "Saving 50% [===============>              ] 5 of 10 keys, 9 min left",
        Progress.ofKeys("Saving", 5, 10, 500_001).text(120));
  }

  @Test
  void aNarrowOneGetsWhatFits() {
    assertEquals(
        "Loading 30% [======>             ] 300.0 MB of 1.0 GB, 14 s left", LOADING.text(64));
    assertEquals("Loading 30% [======>              ], 14 s left", LOADING.text(46));
    assertEquals("Loading 30%, 14 s left", LOADING.text(30));
    assertEquals("Loading 30%", LOADING.text(20));
    assertEquals("30%", LOADING.text(10));
    assertEquals("", LOADING.text(2));
    for (int width = 0; width < 130; width++) {
      assertTrue(LOADING.text(width).length() <= width, "at " + width);
    }
  }

  @Test
  void theBeginningAndTheEndAreNothingSpecial() {
    assertEquals(
        "Loading 0% [>                             ] 0.0 KB of 1.0 KB, 0 keys",
        Progress.ofBytes("Loading", 0, 1024, 0, 400).text(120));
    assertEquals(
        "Saving 100% [==============================] 7 of 7 keys, 0 s left",
        Progress.ofKeys("Saving", 7, 7, 400).text(120));
    assertEquals("Saving 0%", Progress.ofKeys("Saving", 0, 0, 400).text(20));
    assertEquals("100%", Progress.ofKeys("Saving", 9, 7, 400).text(5)); // keys that came meanwhile
  }

  @Test
  void theLogTakesThePlaceOfWhatIsShown() {
    var line = line();
    line.show(LOADING);
    draw();
    assertEquals(ERASE + LOADING.text(79), seen());
    line.logAbove("1:M a line\n".getBytes(UTF_8));
    assertEquals(ERASE + "1:M a line" + System.lineSeparator(), seen());
    line.logAbove("1:M another\n".getBytes(UTF_8));
    assertEquals("1:M another" + System.lineSeparator(), seen());
    line.show(LOADING);
    draw();
    assertEquals(ERASE + LOADING.text(79), seen());
    line.hide();
    assertEquals(ERASE, seen());
    line.hide();
    assertEquals("", seen());
  }

  @Test
  void whatIsOutdatedIsNotShownAnyMore() {
    var line = line();
    line.show(Progress.ofKeys("Saving", 1, 10, 400));
    line.show(Progress.ofKeys("Saving", 2, 10, 500));
    draw();
    assertEquals(ERASE + Progress.ofKeys("Saving", 2, 10, 500).text(79), seen());
    line.show(LOADING);
    line.logAbove("1:M it has ended\n".getBytes(UTF_8));
    seen();
    draw();
    assertEquals("", seen());
    line.show(LOADING);
    line.close();
    draw();
    line.show(LOADING);
    draw();
    assertEquals("", seen());
  }

  @Test
  void withoutATerminalNothingIsShown() {
    columns = 0;
    var line = line();
    line.show(LOADING);
    draw();
    line.logAbove("1:M a line\n".getBytes(UTF_8));
    line.close();
    assertEquals("1:M a line" + System.lineSeparator(), seen());
  }

  @Test
  void itFollowsTheTerminalsWidth() {
    var line = line();
    line.show(LOADING);
    draw();
    seen();
    columns = 12;
    line.show(LOADING);
    draw();
    assertEquals(ERASE + "Loading 30%", seen());
  }
}
