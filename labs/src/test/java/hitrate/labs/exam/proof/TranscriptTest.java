package hitrate.labs.exam.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.labs.exam.proof.Transcript.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  @Test
  void commandsRepliesPausesAndRemarksAreToldApart() {
    var transcript =
        Transcript.parse("# Why.\n> SET k v\nOK\nshop-2> MGET k j\n1) \"v\"\n2) (nil)\n~ 90 min");
    assertEquals(
        List.of(
            new Step.Remark("# Why."),
            new Step.Command("", "SET k v", List.of("OK")),
            new Step.Command("shop-2", "MGET k j", List.of("1) \"v\"", "2) (nil)")),
            new Step.Later("~ 90 min", Duration.ofMinutes(90))),
        transcript.steps());
  }

  @Test
  void unitsRunFromMillisecondsToHours() {
    assertEquals(
        List.of(
            new Step.Later("~ 5 ms", Duration.ofMillis(5)),
            new Step.Later("~ 5 s", Duration.ofSeconds(5)),
            new Step.Later("~ 5 min", Duration.ofMinutes(5)),
            new Step.Later("~ 5 h", Duration.ofHours(5))),
        Transcript.parse("~ 5 ms\n~ 5 s\n~ 5 min\n~ 5 h").steps());
  }

  @Test
  void aReplyWithoutACommandIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Transcript.parse("OK\n> PING\nPONG"));
  }
}
