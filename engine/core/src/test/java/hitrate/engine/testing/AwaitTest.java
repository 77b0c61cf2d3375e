package hitrate.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void itAnswersWhatItHasWaitedFor() {
    Iterator<String> texts = List.of("loading:1", "loading:1", "loading:0").iterator();
    assertEquals("loading:0", Await.text("loading:0", texts::next));
    Iterator<String> more = List.of("busy now", "free").iterator();
    assertEquals("free", Await.textGone("busy", more::next));
  }

  @Test
  void whoWaitsInVainIsToldWhatForAndWhatWasThere() {
    var looks = new AtomicInteger();
    var failure =
        assertThrows(
            AssertionError.class,
            () ->
                Await.until(
                    Duration.ZERO, "a look before the first", looks::get, count -> count < 0));
    assertEquals("nothing for 0 s of a look before the first; saw 0", failure.getMessage());
  }

  @Test
  void anInterruptEndsTheWaiting() {
    Thread.currentThread().interrupt();
    var failure = assertThrows(AssertionError.class, () -> Await.text("b", () -> "a"));
    assertTrue(Thread.interrupted(), "who interrupted is still to be heard");
    assertEquals("interrupted while it waited for \"b\"; saw a", failure.getMessage());
  }

  @Test
  void whatGoesWrongWithALookGoesOn() {
    assertThrows(
        IOException.class,
        () ->
            Await.until(
                "anything",
                () -> {
                  throw new IOException("gone");
                },
                seen -> true));
  }

  @Test
  void theExitStatusOfAProcessIsWaitedForAndItsWordsAreLeft() throws Exception {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process = new ProcessBuilder(java, "--no-such-option").redirectErrorStream(true).start();
    assertEquals(1, Await.end(process));
    assertTrue(process.inputReader().readLine().contains("--no-such-option"));
  }
}
