package hitrate.book.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.book.transcript.Transcript.Command;
import hitrate.book.transcript.Transcript.Pause;
import hitrate.book.transcript.Transcript.Remark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  @Test
  void aCommandOwnsTheLinesBelowIt() {
    var transcript = Transcript.parse("> MGET a b\n1) \"x\"\n2) (nil)\n> PING\nPONG\n");
    assertEquals(
        List.of(
            new Command("", "MGET a b", List.of("1) \"x\"", "2) (nil)"), 1),
            new Command("", "PING", List.of("PONG"), 4)),
        transcript.steps());
  }

  @Test
  void aNameBeforeThePromptIsAClientOfItsOwn() {
    var command = (Command) Transcript.parse("app-1> GET k").steps().getFirst();
    assertEquals("app-1", command.client());
    assertEquals("app-1> ", command.prompt());
  }

  @Test
  void timePassesInFourUnits() {
    var steps = Transcript.parse("~ 20 ms\n~ 10 s\n~ 2 min\n~ 3 h").steps();
    assertEquals(
        List.of(
            new Pause(Duration.ofMillis(20)),
            new Pause(Duration.ofSeconds(10)),
            new Pause(Duration.ofMinutes(2)),
            new Pause(Duration.ofHours(3))),
        steps);
    assertEquals("2 min", ((Pause) steps.get(2)).text());
  }

  @Test
  void remarksAreNotTyped() {
    assertEquals(List.of(new Remark("both add one")), Transcript.parse("# both add one").steps());
  }

  @Test
  void outputWithoutACommandIsRefusedWithItsLine() {
    var refused = assertThrows(TranscriptException.class, () -> Transcript.parse("\n(nil)"));
    assertEquals(2, refused.line());
  }

  @Test
  void anUnreadablePauseIsRefused() {
    assertThrows(TranscriptException.class, () -> Transcript.parse("~ a while"));
  }
}
